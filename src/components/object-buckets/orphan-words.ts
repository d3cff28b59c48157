import { bytes, count, plural } from '~/lib/format.ts'
import type { Orphan, OrphanList, OrphanProgress } from '~/nats/obj-orphans.ts'

/** How far the search is. */
export function progressWords(p: OrphanProgress | undefined): string {
  switch (p?.what) {
    case 'chunks':
      return 'Listing the chunks'
    case 'objects':
      return 'Reading what the objects refer to'
    case 'orphans':
      return `Looking at ${count(p.done)} of ${plural(p.total, 'orphan')}`
    default:
      return 'Starting'
  }
}

/** Why an orphan is better left alone, or undefined. `own`: chunks that this page is sending. */
export function youngWords({ nuid, young }: Orphan, own: ReadonlySet<string>): string | undefined {
  if (own.has(nuid)) return 'This page is uploading it'
  return young ? 'New: an upload may be under way' : undefined
}

/** What is chosen at first: nothing that may be wanted still. */
export function chosenAtFirst({ orphans, unreadable }: OrphanList): Set<string> {
  return new Set(unreadable.length > 0 ? [] : orphans.filter((o) => !o.young).map((o) => o.nuid))
}

export type Sum = { orphans: number; chunks: number; bytes: number }

export function sumOf(orphans: Orphan[]): Sum {
  return orphans.reduce((s, o) => ({ orphans: s.orphans + 1, chunks: s.chunks + o.chunks, bytes: s.bytes + o.bytes }), {
    orphans: 0,
    chunks: 0,
    bytes: 0,
  })
}

/** "3 orphans: 16 chunks, 14.6 KiB". */
export function sumWords({ orphans, chunks, bytes: size }: Sum): string {
  return `${plural(orphans, 'orphan')}: ${plural(chunks, 'chunk')}, ${bytes(size)}`
}
