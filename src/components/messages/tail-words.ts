import type { Hold } from '~/hooks/use-tail.ts'
import { count } from '~/lib/format.ts'
import type { Resumed } from '~/nats/reader.ts'
import type { TailStats } from '~/nats/tail.ts'

const because: Record<Resumed['because'], string> = {
  reconnect: 'The connection was lost and came back',
  gap: 'A message was missing on the way',
  silence: 'The server was silent',
  gone: 'Its consumer was gone',
  recreated: 'The stream was deleted and made anew',
}

/** What happened, and where reading went on. What had left the stream meanwhile could not be read; the rest came, once. */
export function resumedSentence(r: Resumed): string {
  if (r.because === 'recreated') return `${because.recreated}: follows from its first message`
  if (r.after === undefined) return `${because[r.because]}: begins again where it began`
  return `${because[r.because]}: went on after sequence ${count(r.after)}; what the stream still held has come, once`
}

/** The state in words, and the tone of the dot beside it. */
export function tailState(stats: TailStats, hold: Hold | undefined): { label: string; tone: 'open' | 'reconnecting' | 'failed' } {
  if (stats.state === 'failed') return { label: 'Stopped', tone: 'failed' }
  if (stats.state === 'waiting') return { label: 'Not live: goes on when the connection is back', tone: 'reconnecting' }
  if (stats.state === 'starting') return { label: 'Starting', tone: 'reconnecting' }
  if (hold) return { label: hold.why === 'paused' ? 'Paused: still receiving' : 'Let go of the end', tone: 'reconnecting' }
  if (stats.pending > 0 && stats.lastSeq !== undefined) {
    return { label: 'Catching up', tone: 'open' }
  }
  return { label: 'Live', tone: 'open' }
}
