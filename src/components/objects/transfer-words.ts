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

/** What a transfer is doing, in a few words. */
export function stateWords({
  state,
  kind,
  verified,
  leftOut,
  leftover,
}: Pick<TransferRow, 'state' | 'kind' | 'verified' | 'leftOut' | 'leftover'>): string {
  if (kind === 'upload') return leftover ? `${states[state]}, bytes left behind` : states[state]
  if (kind === 'copy' && state === 'going') return 'Copying'
  if (kind === 'copy' && state !== 'done') return states[state]
  if (state === 'going') return 'Receiving'
  if (state === 'cleaning') return 'Stopping'
  if (state !== 'done') return states[state]
  const digests = kind === 'zip' ? 'digests' : 'digest'
  const checked = verified ? `Done, ${digests} verified` : `Done, ${kind === 'zip' ? 'not every digest' : 'digest not'} checked`
  return leftOut > 0 ? `${checked}, ${count(leftOut)} left out` : checked
}

/** "2 of 5 done, 1 failed". */
export function totalWords({ transfers, finished, failed }: TransferTotals): string {
  const rest = failed > 0 ? `, ${count(failed)} failed` : ''
  return `${count(finished)} of ${plural(transfers, 'transfer')} done${rest}`
}

export function speedWords(perSecond: number): string {
  return perSecond > 0 ? `${bytes(perSecond)}/s` : ''
}

export function leftWords(ms: number | undefined): string {
  return ms === undefined ? '' : `${duration(Math.max(1000, Math.ceil(ms / 1000) * 1000))} left`
}
