import { Link } from '@tanstack/react-router'
import { count, duration } from '~/lib/format.ts'
import type { Lineage, LineageEdge, LineageNode } from '~/lib/lineage/graph.ts'
import { copyState, placeWords } from './lineage-words.ts'

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
            <th>Last heard</th>
            <th className="number">Lag</th>
          </tr>
        </thead>
        <tbody>
          {lineage.edges.map((e) => (
            <Row key={e.id} edge={e} origin={byId.get(e.from)!} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ edge: e, origin }: { edge: LineageEdge; origin: LineageNode }) {
  const state = copyState(e)
  const place = placeWords(origin)
  return (
    <tr>
      <td>
        <Name name={e.to} /> <span className="dim">{e.kind}</span>
      </td>
      <td>
        {origin.place === 'here' ? <Name name={e.name} /> : <span className="mono">{e.name}</span>}
        {place && <span className="dim">, {place}</span>}
        {e.filter_subject && <span className="mono dim"> {e.filter_subject}</span>}
      </td>
      <td className={state.level}>{state.text}</td>
      <td>{e.active_ms === undefined ? 'never' : `${duration(e.active_ms)} ago`}</td>
      <td className="number">{count(e.lag)}</td>
    </tr>
  )
}

function Name({ name }: { name: string }) {
  return (
    <Link to="/streams/$stream" params={{ stream: name }} className="mono">
      {name}
    </Link>
  )
}
