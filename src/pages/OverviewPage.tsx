import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Figure } from '~/components/ui/Figure.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { Panel } from '~/components/ui/Panel.tsx'
import { attention, type Attention } from '~/components/streams/words.ts'
import { useAccount, useStreamAdvisories, useStreams } from '~/hooks/streams.ts'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { bytes, count } from '~/lib/format.ts'
import type { AccountInfo } from '~/nats/types.ts'

const TroubledConsumers = lazy(() => import('~/components/consumers/TroubledConsumers.tsx'))

export default function OverviewPage() {
  const account = useAccount()
  useStreamAdvisories()
  const failure = failureOf(account)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Overview</h1>
        <Staleness query={account} />
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : account.data ? (
        <Usage account={account.data} />
      ) : (
        <Loading label="Loading the account" />
      )}
      <NeedsAttention />
    </div>
  )
}

function Usage({ account }: { account: AccountInfo }) {
  const { api } = account
  // With limits per replication factor the account's own mean nothing.
  const tiered = account.tiers.length > 0
  const limits = tiered ? {} : account.limits
  return (
    <>
      <div className="figures" role="group" aria-label="JetStream usage">
        <Figure
          label="File storage"
          value={bytes(account.storage)}
          exact={`${count(account.storage)} bytes`}
          used={tiered ? undefined : account.storage}
          limit={limits.max_storage}
          show={bytes}
        />
        <Figure
          label="Memory"
          value={bytes(account.memory)}
          exact={`${count(account.memory)} bytes`}
          used={tiered ? undefined : account.memory}
          limit={limits.max_memory}
          show={bytes}
        />
        <Figure
          label="Streams"
          value={count(account.streams)}
          used={tiered ? undefined : account.streams}
          limit={limits.max_streams}
          show={count}
        />
        <Figure
          label="Consumers"
          value={count(account.consumers)}
          used={tiered ? undefined : account.consumers}
          limit={limits.max_consumers}
          show={count}
        />
        <Figure label="API calls" value={count(api.total)} />
        <Figure label="API errors" value={count(api.errors)} />
      </div>
      {account.tiers.length > 0 && (
        <Panel title="Limits per replication factor" flush>
          <table className="plain">
            <thead>
              <tr>
                <th>Tier</th>
                <th className="number">Storage</th>
                <th className="number">Memory</th>
                <th className="number">Streams</th>
              </tr>
            </thead>
            <tbody>
              {account.tiers.map((t) => (
                <tr key={t.name}>
                  <td>{t.name}</td>
                  <td className="number">{ofLimit(bytes(t.storage), t.limits.max_storage, bytes)}</td>
                  <td className="number">{ofLimit(bytes(t.memory), t.limits.max_memory, bytes)}</td>
                  <td className="number">{ofLimit(count(t.streams), t.limits.max_streams, count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Panel>
      )}
    </>
  )
}

function ofLimit(used: string, limit: number | undefined, show: (n: number) => string): string {
  return limit === undefined ? `${used}, unlimited` : `${used} of ${show(limit)}`
}

function NeedsAttention() {
  const streams = useStreams()
  if (!streams.data) return failureOf(streams) ? null : <Loading lines={3} label="Loading streams" />
  const found = attention(streams.data.streams)
  const unreachable = [
    ...streams.data.missing.map((name) => ({ name, reason: 'its leader does not answer' })),
    ...streams.data.offline,
  ]
  const quiet = found.length + unreachable.length === 0
  return (
    <>
      {!quiet && <StreamsInTrouble found={found} unreachable={unreachable} />}
      <Suspense fallback={<p className="dim">Looking at consumers…</p>}>
        <TroubledConsumers quiet={quiet} />
      </Suspense>
    </>
  )
}

type InTrouble = { found: Attention[]; unreachable: { name: string; reason: string }[] }

function StreamsInTrouble({ found, unreachable }: InTrouble) {
  return (
    <Panel title="Needs attention now" flush>
      <table className="plain">
        <tbody>
          {unreachable.map(({ name, reason }) => (
            <tr key={name}>
              <td className="danger">Danger</td>
              <td className="mono">{name}</td>
              <td>is offline: {reason}</td>
            </tr>
          ))}
          {found.map((a) => (
            <tr key={a.stream + a.text}>
              <td className={a.level}>{a.level === 'danger' ? 'Danger' : 'Attention'}</td>
              <td>
                <Link to="/streams/$stream" params={{ stream: a.stream }} className="mono">
                  {a.stream}
                </Link>
              </td>
              <td>{a.text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
