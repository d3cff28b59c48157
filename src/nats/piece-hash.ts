import { newHash } from './obj-hash.ts'

/** A SHA-256 that is fed piece by piece. Where it is worked out, who feeds it does not see. */
export type PieceHash = {
  /** Resolves when more may be added, where that is not at once. Nobody changes the piece later. Rejects with AppError. */
  add(piece: Uint8Array): Promise<void> | undefined
  /** Of the pieces that are worked out by now. */
  soFar(): { pieces: number; digest: Uint8Array }
  /** Of all that was added. Rejects with AppError. */
  digest(): Promise<Uint8Array>
  close(): void
}

/** Opens one for so many bytes. Rejects with AppError: see newHash. */
export type OpenHash = (bytes: number) => Promise<PieceHash>

/** Worked out in this thread, at once. */
export const hashHere: OpenHash = async () => {
  const hash = await newHash()
  let pieces = 0
  return {
    add: (piece) => {
      hash.add(piece)
      pieces++
      return undefined
    },
    soFar: () => ({ pieces, digest: hash.digest() }),
    digest: async () => hash.digest(),
    close: () => {},
  }
}
