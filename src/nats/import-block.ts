import type { Stream } from './types.ts'

/** Why nothing can be imported into this stream, whatever the file; undefined when it can. */
export function importBlock({ config, mirror }: Pick<Stream, 'config' | 'mirror'>): string | undefined {
  if (config.sealed) return 'The stream is sealed: it can only be read'
  if (mirror) return `A mirror takes its messages from ${mirror.name}: import them there`
  if (config.allow_msg_counter === true)
    return 'The stream is a counter: it keeps sums and takes increments, so what it kept cannot be published again. A backup restores it whole'
  if (config.subjects.length === 0) return 'The stream listens on no subject'
  if (config.no_ack) return 'The stream does not acknowledge what it stores, so it could not be told what became of a message'
  return undefined
}
