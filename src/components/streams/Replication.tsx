import { Link } from '@tanstack/react-router'
import { Panel } from '~/components/ui/Panel.tsx'
import { count, duration } from '~/lib/format.ts'
import { REPLICA_SILENT_MS } from './words.ts'
import type { Replica, Stream, Upstream } from '~/nats/types.ts'

/** Where the stream lives and what it copies, with how far behind each is. Nothing to show for a lone stream of one server. */
export function Replication({ stream }: { stream: Stream }) {
  const upstreams = stream.mirror ? [stream.mirror] : stream.sources
  return (
    <>
      {stream.cluster && <Replicas cluster={stream.cluster} />}
      {upstreams.length > 0 && <Upstreams title={stream.mirror ? 'Mirror of' : 'Sources'} list={upstreams} />}
    </>
  )
}

function Replicas({ cluster }: { cluster: NonNullable<Stream['cluster']> }) {
  return (
    <Panel title={cluster.name ? `Replicas in ${cluster.name}` : 'Replicas'} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>Server</th>
            <th>Role</th>
            <th>State</th>
            <th className="number">Lag</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td className="mono">{cluster.leader ?? '–'}</td>
            <td>Leader</td>
            <td className={cluster.leader ? 'ok' : 'danger'}>{cluster.leader ? 'Leads' : 'No leader'}</td>
            <td className="number">0</td>
          </tr>
          {cluster.replicas.map((r) => (
            <tr key={r.name}>
              <td className="mono">{r.name}</td>
              <td>Follower</td>
              <td>
                <ReplicaState replica={r} />
              </td>
              <td className="number">{count(r.lag)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function ReplicaState({ replica: r }: { replica: Replica }) {
  if (r.offline) return <span className="danger">Offline, last seen {duration(r.active_ms)} ago</span>
  if (r.active_ms > REPLICA_SILENT_MS)
    return <span className="attention">Silent for {duration(r.active_ms)}, it may be down</span>
  return r.current ? <span className="ok">Current</span> : <span className="attention">Behind</span>
}

function Upstreams({ title, list }: { title: string; list: Upstream[] }) {
  return (
    <Panel title={title} flush>
      <table className="plain">
        <thead>
          <tr>
            <th>Stream</th>
            <th>Last heard</th>
            <th className="number">Lag</th>
          </tr>
        </thead>
        <tbody>
          {list.map((u) => (
            <tr key={`${u.name} ${u.filter_subject ?? ''}`}>
              <td>
                <Link to="/streams/$stream" params={{ stream: u.name }} className="mono">
                  {u.name}
                </Link>
                {u.filter_subject && <span className="mono dim"> {u.filter_subject}</span>}
                {u.error && <div className="danger">{u.error}</div>}
              </td>
              <td>{u.active_ms === undefined ? 'never' : `${duration(u.active_ms)} ago`}</td>
              <td className="number">{count(u.lag)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
