import { bytes, count, percent, plural } from '~/lib/format.ts'
import type { VerifyResult, VerifyRow, VerifyView } from '~/nats/obj-verify.ts'

const results: Record<VerifyResult, { label: string; tone: string }> = {
  waiting: { label: 'not read yet', tone: 'dim' },
  reading: { label: 'being read', tone: '' },
  ok: { label: 'verified', tone: 'ok' },
  damaged: { label: 'damaged', tone: 'danger' },
  unknown: { label: 'whole, without a digest that can be checked', tone: 'attention' },
  failed: { label: 'could not be read', tone: 'attention' },
}

/** What was found of an object. */
export const verifyWords = (result: VerifyResult) => results[result]

/** "3 verified, 1 damaged". */
export function verifyCounts(counts: VerifyView['counts']): string {
  const parts = (Object.keys(results) as VerifyResult[]).filter((r) => counts[r] > 0) // of the record, all
  return parts.map((r) => `${count(counts[r])} ${results[r].label}`).join(', ')
}

/** What was found of one, as a sentence. */
export function verifiedSentence({ result, size, chunks, digest, problem }: VerifyRow): string {
  const whole = `${plural(size, 'byte')} in ${plural(chunks, 'chunk')}`
  switch (result) {
    case 'ok':
      return `Verified: ${whole}, the digest is ${digest}`
    case 'unknown':
      return `Read: ${whole}, but ${digest === '' ? 'it has no digest' : `its digest is none that can be checked (${digest})`}: it cannot be told whether they are the ones that were put`
    case 'damaged':
      return `${problem?.message ?? 'It is damaged'}. ${problem?.next ?? 'Do not use its bytes'}`
    case 'failed':
      return `It could not be read, so nothing is known of its bytes. ${problem?.message ?? ''}`
    default:
      return 'Not read yet'
  }
}

/** "1.2 MiB of 4 MiB, 30 %". */
export function receivedWords({ received, bytes: all }: Pick<VerifyView, 'received' | 'bytes'>): string {
  return `${bytes(received)} of ${bytes(all)}, ${percent(all === 0 ? 1 : received / all)}`
}
