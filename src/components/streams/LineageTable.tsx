import { memo } from 'react'
import { count } from '~/lib/format.ts'
import { paths } from '~/lib/paths.ts'
import type { Lineage } from '~/lib/lineage/graph.ts'
import { copyState, heardWords, placeWords, type CopyState } from './lineage-words.ts'

/** Every copy as a row: what the picture shows, for those who read it and for narrow screens. */
export function LineageTable({ lineage }: { lineage: Lineage }) {
  const byId = new Map(lineage.nodes.map((n) => [n.id, n]))
  return (
    <section className="panel lineage-table">
      <h2>Copies</h2>
      <table className="plain" aria-label="Copies">
        <thead>
          <tr>
            <th>Stream</th>
            <th>Copies from</th>
            <th>State</th>
            <th className="lineage-wide" style={{ width: 110 }}>
              Last heard
            </th>
            <th className="number lineage-wide" style={{ width: 110 }}>
              Lag
            </th>
          </tr>
        </thead>
        <tbody>
          {lineage.edges.map((e) => {
            const origin = byId.get(e.from)! // every edge begins at a node
            return (
              <Row
                key={e.id}
                to={e.to}
                kind={e.kind}
                name={e.name}
                isHere={origin.place === 'here'}
                place={placeWords(origin)}
                filter={e.filter_subject}
                {...copyState(e)}
                heard={heardWords(e)}
                lag={e.lag}
              />
            )
          })}
        </tbody>
      </table>
    </section>
  )
}

type RowProps = CopyState & {
  to: string
  kind: string
  name: string
  isHere: boolean
  place: string | undefined
  filter: string | undefined
  heard: string
  lag: number
}

/** Drawn anew only when one of its words is another: there may be hundreds, and they are asked for every few seconds. */
const Row = memo(function Row({ to, kind, name, isHere, place, filter, level, text, heard, lag }: RowProps) {
  return (
    <tr>
      <td>
        <Name name={to} /> <span className="dim">{kind}</span>
      </td>
      <td>
        {isHere ? <Name name={name} /> : <span className="mono">{name}</span>}
        {place && <span className="dim">, {place}</span>}
        {filter && <span className="mono dim"> {filter}</span>}
      </td>
      <td>
        <span className={level}>{text}</span>
        <div className="dim lineage-narrow">Heard: {heard}</div>
      </td>
      <td className="lineage-wide">{heard}</td>
      <td className="number lineage-wide">{count(lag)}</td>
    </tr>
  )
})

function Name({ name }: { name: string }) {
  return (
    <a href={paths.stream(name)} className="mono">
      {name}
    </a>
  )
}
