import { sequenceProblem } from '../sequence.ts'
import { firstOverlap } from '../subject-overlap.ts'
import { subjectProblem, transformProblem } from './transform.ts'
import { timeOf, type UpstreamDraft } from './upstream.ts'
import { nameProblem } from './names.ts'

/** What is wrong with a stream that is to be copied into `into`, or undefined. */
export function upstreamProblem(d: UpstreamDraft, into: string, apiLevel: number): string | undefined {
  const name = d.name.trim()
  if (name === '') return 'Name the stream to copy'
  const bad = nameProblem(name)
  if (bad) return bad
  if (name === into && d.api.trim() === '') return 'A stream cannot copy itself'
  return filterProblem(d) ?? startProblem(d) ?? elsewhereProblem(d) ?? consumerProblem(d, apiLevel)
}

function filterProblem(d: UpstreamDraft): string | undefined {
  const rows = d.transforms.filter((t) => t.src.trim() !== '' || t.dest.trim() !== '')
  if (d.filter.trim() !== '' && rows.length > 0) return 'Either a filter or transforms: each transform filters by what it takes'
  const filter = d.filter.trim() === '' ? undefined : subjectProblem(d.filter)
  if (filter) return `Filter: ${filter}`
  for (const t of rows) {
    const problem =
      (t.src.trim() ? subjectProblem(t.src) : undefined) ?? (t.dest.trim() ? transformProblem(t.src, t.dest) : undefined)
    if (problem) return `Transform of ${t.src.trim() || '>'}: ${problem}`
  }
  const pair = firstOverlap(rows.map((t) => t.src.trim() || '>'))
  return pair && `${pair[0]} and ${pair[1]} overlap: a message would be copied twice`
}

function startProblem(d: UpstreamDraft): string | undefined {
  if (d.start === 'seq') return d.seq.trim() === '' ? 'Say at which sequence it starts' : sequenceProblem(d.seq)
  if (d.start !== 'time') return undefined
  return timeOf(d.time) === undefined ? 'A time reads like 2026-01-31T08:00:00Z or 2026-01-31 08:00' : undefined
}

function elsewhereProblem(d: UpstreamDraft): string | undefined {
  if (d.api.trim() === '') return d.deliver.trim() === '' ? undefined : 'A delivery prefix needs the prefix of the API too'
  const api = subjectProblem(d.api)
  if (api || /[*>]/.test(d.api)) return `API prefix: ${api ?? 'it has no wildcards'}; like $JS.hub.API`
  if (d.deliver.trim() === '') return undefined
  const deliver = subjectProblem(d.deliver)
  return deliver || /[*>]/.test(d.deliver) ? `Delivery prefix: ${deliver ?? 'it has no wildcards'}` : undefined
}

/** The server wants both, and neither a filter nor a start: the consumer has its own (10213, 10215). */
function consumerProblem(d: UpstreamDraft, apiLevel: number): string | undefined {
  const [name, deliver] = [d.consumer.trim(), d.consumer_deliver.trim()]
  if (name === '' && deliver === '') return undefined
  if (apiLevel < 4) return 'A consumer that is there already needs nats-server 2.14 or newer: take it out'
  if (name === '' || deliver === '') return 'A consumer that is there already is told by its name and its deliver subject'
  if (d.start !== 'all' || d.filter.trim() !== '')
    return 'With a consumer of its own, filter and start are what the consumer says'
  return subjectProblem(deliver)
}
