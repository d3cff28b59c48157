import type { WindowState } from '~/hooks/message-window.ts'
import { count } from '~/lib/format.ts'
import type { MessagesSearch } from '~/lib/search.ts'
import { showTime, type TimeStyle } from '~/lib/time.ts'
import type { Retention } from '~/nats/types.ts'

type Found = Pick<WindowState, 'startedAt' | 'turned' | 'loading' | 'error'>

/**
 * Says in words where reading starts, from what was asked for and what the server then had: a start that is deleted, filtered
 * out or not there yet is not where the rows begin.
 */
export function startSentence(
  search: MessagesSearch,
  found: Found | undefined,
  retention: Retention,
  timeStyle: TimeStyle = 'local',
): string {
  // A time to read from is a moment, not an age.
  const style = timeStyle === 'utc' ? 'utc' : 'local'
  if (search.at === 'live') return liveSentence(search, retention, style)
  return `${where(search, found, style)}. Looking takes no message from anybody.`
}

/** Where following starts, by what means, and what a reconnect does. */
function liveSentence({ seq, time, filter }: MessagesSearch, retention: Retention, style: TimeStyle): string {
  const of = filter ? ' of these subjects' : ''
  const from =
    seq !== undefined
      ? `from sequence ${count(BigInt(seq))}`
      : time !== undefined
        ? `from ${showTime(time, style, 0)}`
        : 'from now on'
  const means =
    retention === 'limits'
      ? 'By a consumer without acknowledgement that goes with this page, or by direct get where none can be made; nobody else misses a message.'
      : 'By direct get, since a consumer would change what this stream keeps.'
  return `Follows messages${of} ${from}; after a reconnect it goes on after the last one received. ${means}`
}

function where(search: MessagesSearch, found: Found | undefined, style: TimeStyle): string {
  const of = search.filter ? ' of these subjects' : ''
  const place = placeOf(search, style)
  const asked = `the ${place.end} message${of}${place.words}`
  if (!found || found.loading === 'start') return `Starts at ${asked}`
  // What could not be read may well be there.
  if (found.startedAt === undefined && found.error) return `Starts at ${asked}`
  if (found.startedAt === undefined) return `There is no message${of}`
  const here = `sequence ${count(found.startedAt)}`
  return found.turned ? `There is no message${of}${place.words}: shows the nearest, ${here}` : `Starts at ${asked}: ${here}`
}

/** Which end of what range was asked for. */
function placeOf({ at, seq, time, desc }: MessagesSearch, style: TimeStyle): { end: 'first' | 'last'; words: string } {
  const end = desc ? 'last' : 'first'
  if (at === 'last') return { end: 'last', words: '' }
  if (at === 'seq' && seq !== undefined) return { end, words: ` ${desc ? 'up to' : 'from'} sequence ${count(BigInt(seq))}` }
  if (at === 'time' && time !== undefined)
    return { end, words: ` ${desc ? 'before' : 'at or after'} ${showTime(time, style, 0)}` }
  return { end: 'first', words: '' }
}
