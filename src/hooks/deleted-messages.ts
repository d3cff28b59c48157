import type { Seq } from '~/nats/types.ts'

type Listener = (created: string, seq: Seq) => void

const listeners = new Set<Listener>()

/** Tells whoever shows the stream of that creation time that this page has deleted a message of it. */
export function tellDeleted(created: string, seq: Seq): void {
  for (const listener of listeners) listener(created, seq)
}

/** Calls back for each; returns the way to stop. */
export function onDeleted(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
