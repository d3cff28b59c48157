import { bytes, count, duration, plural } from '~/lib/format.ts'
import type { TransferRow, TransferState, TransferTotals } from '~/nats/obj-transfers.ts'

const states: Record<TransferState, string> = {
  waiting: 'Waiting for its turn',
  starting: 'Starting',
  checking: 'Checking what is there',
  going: 'Sending',
  paused: 'Paused',
  'held up': 'Waiting for the connection',
  finishing: 'Finishing',
  cleaning: 'Taking its chunks away',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  left: 'Stopped, its chunks are kept',
}

type Told = Pick<TransferRow, 'state' | 'kind' | 'verified' | 'leftOut' | 'leftover'>

/** What a transfer is doing, in a few words. */
export function stateWords(row: Told): string {
  const { kind, leftOut, leftover } = row
  const words = mainWords(row)
  if (leftOut > 0) return `${words}, ${count(leftOut)} left out`
  return leftover && (kind === 'upload' || kind === 'copy') ? `${words}, bytes left behind` : words
}

function mainWords({ state, kind, verified }: Told): string {
  if (kind === 'upload') return states[state]
  if (state === 'going') return kind === 'copy' ? 'Copying' : 'Receiving'
  if (state === 'cleaning' && kind !== 'copy') return 'Stopping'
  if (state !== 'done') return states[state]
  const digests = kind === 'zip' ? 'digests' : 'digest'
  return verified ? `Done, ${digests} verified` : `Done, ${kind === 'zip' ? 'not every digest' : 'digest not'} checked`
}

/** "2 of 5 done, 1 failed". */
export function totalWords({ transfers, finished, failed }: TransferTotals): string {
  const rest = failed > 0 ? `, ${count(failed)} failed` : ''
  return `${count(finished)} of ${plural(transfers, 'transfer')} done${rest}`
}

/** What can be taken off the list: what has failed stays, and counts, until it is all that is left of what has ended. */
export function clearing({ transfers, open, failed }: TransferTotals): { label: string; failedToo: boolean } | undefined {
  if (transfers === open) return undefined
  if (transfers - open === failed) return { label: 'Clear what has failed', failedToo: true }
  return { label: open + failed === 0 ? 'Clear' : 'Clear what is done', failedToo: false }
}

export function speedWords(perSecond: number): string {
  return perSecond > 0 ? `${bytes(perSecond)}/s` : ''
}

export function leftWords(ms: number | undefined): string {
  return ms === undefined ? '' : `${duration(Math.max(1000, Math.ceil(ms / 1000) * 1000))} left`
}
