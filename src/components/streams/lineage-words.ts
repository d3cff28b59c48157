import { count, duration, plural } from '~/lib/format.ts'
import type { LineageEdge, LineageNode } from '~/lib/lineage/graph.ts'

export type CopyState = { level: 'ok' | 'attention' | 'danger'; text: string }

/** Behind by so many is worth a look. */
const LAG_WORTH_SAYING = 1000
/** A server hears from an origin every few seconds, also when it has no messages. */
const SILENT_MS = 60_000
const LATELY_MS = 15_000

/** How a copy fares, in words: its error, its silence or its lag. */
export function copyState(e: LineageEdge): CopyState {
  if (e.error) return { level: 'danger', text: `Cannot copy: ${errorWords(e)}` }
  if (e.active_ms === undefined) return { level: 'attention', text: `Has never heard from ${e.name}` }
  const behind = e.lag === 0 ? 'up to date' : `${plural(e.lag, 'message')} behind`
  if (e.active_ms > SILENT_MS) return { level: 'attention', text: `Silent for ${duration(e.active_ms)}, then ${behind}` }
  return { level: e.lag > LAG_WORTH_SAYING ? 'attention' : 'ok', text: behind[0]!.toUpperCase() + behind.slice(1) }
}

function errorWords({ error = '', name, external }: LineageEdge): string {
  if (/stream not found/i.test(error)) return `there is no stream ${name}${external ? ` behind ${external}` : ''}`
  return error
}

/** When an origin was last heard. A few seconds are as good as now: that is how often it is heard, and asked for. */
export function heardWords({ active_ms }: LineageEdge): string {
  if (active_ms === undefined) return 'never'
  return active_ms < LATELY_MS ? 'just now' : `${duration(active_ms)} ago`
}

/** A few characters beside a line. */
export function shortState(e: LineageEdge): string {
  if (e.error) return 'error'
  if (e.active_ms === undefined) return 'never heard'
  return e.active_ms > SILENT_MS ? `silent ${duration(e.active_ms)}` : e.lag === 0 ? '' : `−${count(e.lag)}`
}

/** Where a stream is that is not one of this account's. */
export function placeWords(node: LineageNode): string | undefined {
  if (node.place === 'here') return undefined
  if (node.place === 'unseen') return 'its leader does not answer'
  return node.place === 'missing' ? 'not in this account' : node.place.elsewhere
}
