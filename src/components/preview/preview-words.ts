import { bytes } from '~/lib/format.ts'
import type { ObjectKind } from '~/lib/preview/sniff.ts'

/** The ways of looking at an object. */
export type Mode = 'picture' | 'player' | 'pages' | 'table' | 'text' | 'hex'

const MIB = 1024 * 1024
/** What is held whole, at most: a picture, a sound or a video where nothing can be played in parts. */
export const MOST_PICTURE = 32 * MIB
export const MOST_SVG = MIB
export const MOST_PLAYED_WHOLE = 64 * MIB
/** A picture up to this is shown without being asked for. */
export const OWN_PICTURE = MIB
/** A picture of more dots than this takes gigabytes to draw, or may. */
export const MOST_DOTS = 64_000_000
/** How much of a text is read next; the last is as much as is shown. */
const steps = [4 * MIB, 16 * MIB]
export const MOST_TEXT = 16 * MIB

const modes: Record<ObjectKind, Mode[]> = {
  empty: [],
  image: ['picture', 'hex'],
  // As text first: a small one can take minutes to draw.
  svg: ['text', 'picture', 'hex'],
  html: ['text', 'hex'],
  xml: ['text', 'hex'],
  json: ['text', 'hex'],
  csv: ['table', 'text', 'hex'],
  text: ['text', 'hex'],
  audio: ['player', 'hex'],
  video: ['player', 'hex'],
  pdf: ['pages', 'hex'],
  binary: ['hex'],
}

/** How a kind of object can be shown, the best first. */
export const modesOf = (kind: ObjectKind): Mode[] => modes[kind]

const names: Record<Mode, string> = {
  picture: 'Picture',
  player: 'Player',
  pages: 'Pages',
  table: 'Table',
  text: 'Text',
  hex: 'Hex',
}

/** The name of a mode. Text that is JSON is drawn as a tree. */
export const modeName = (mode: Mode, kind: ObjectKind): string => (mode === 'text' && kind === 'json' ? 'JSON' : names[mode])

/** "all 12 KiB", "first 256 KiB of 1.2 GiB". */
export function readWords(read: number, size: number): string {
  return read >= size ? `all ${bytes(size)}` : `first ${bytes(read)} of ${bytes(size)}`
}

/** How much is read next when more is wanted; undefined when that is all, or the most that is shown. */
export function nextStep(limit: number, size: number): number | undefined {
  if (limit >= size) return undefined
  return steps.find((step) => step > limit)
}
