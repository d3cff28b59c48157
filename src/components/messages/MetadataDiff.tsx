import { Time } from '~/components/shared/Time.tsx'
import { bytes, count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { StoredMessage } from '~/nats/types.ts'

/** Metadata and headers of two messages side by side; headers that are the same in both are left out. */
export function MetadataDiff({ a, b }: { a: StoredMessage; b: StoredMessage }) {
  const names = [...new Set([...a.headers, ...b.headers].map(([name]) => name))].filter((n) => valuesOf(a, n) !== valuesOf(b, n))
  const shared = new Set([...a.headers, ...b.headers].map(([name]) => name)).size - names.length
  return (
    <table className="plain compare-facts" aria-label="What differs">
      <thead>
        <tr>
          <th aria-label="Property" />
          <th>Message {count(a.seq)}</th>
          <th>Message {count(b.seq)}</th>
        </tr>
      </thead>
      <tbody>
        <tr data-differs={a.subject !== b.subject}>
          <th scope="row">Subject</th>
          {[a, b].map((m) => (
            <td key={String(m.seq)} className="mono">
              {visible(m.subject)}
            </td>
          ))}
        </tr>
        <tr>
          <th scope="row">Time</th>
          {[a, b].map((m) => (
            <td key={String(m.seq)} className="mono">
              <Time at={m.time} digits={9} />
            </td>
          ))}
        </tr>
        <tr data-differs={a.data.length !== b.data.length}>
          <th scope="row">Payload</th>
          {[a, b].map((m) => (
            <td key={String(m.seq)}>
              {bytes(m.data.length)} ({count(m.data.length)} bytes)
            </td>
          ))}
        </tr>
        {names.map((name) => (
          <tr key={name} data-differs>
            <th scope="row" className="mono">
              {visible(name)}
            </th>
            {[a, b].map((m) => (
              <td key={String(m.seq)} className="mono">
                {valuesOf(m, name) === '' ? <span className="dim">none</span> : visible(valuesOf(m, name))}
              </td>
            ))}
          </tr>
        ))}
        {shared > 0 && (
          <tr>
            <th scope="row">Headers</th>
            <td colSpan={2} className="dim">
              {count(shared)} the same in both
            </td>
          </tr>
        )}
      </tbody>
    </table>
  )
}

function valuesOf(m: StoredMessage, name: string): string {
  return m.headers
    .filter(([n]) => n === name)
    .map(([, value]) => value)
    .join('\n')
}
