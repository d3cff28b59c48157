import { explainHeader } from '~/lib/nats-headers.ts'
import { visible } from '~/lib/payload/text.ts'
import type { Header } from '~/nats/types.ts'

/** The headers as they were sent, repeated ones each; those that NATS gives a meaning to with that meaning. */
export function HeaderTable({ headers, label = 'Headers' }: { headers: Header[]; label?: string }) {
  if (headers.length === 0) return <span className="dim">No headers</span>
  return (
    <table className="plain" aria-label={label}>
      <thead>
        <tr>
          <th>Header</th>
          <th>Value</th>
        </tr>
      </thead>
      <tbody>
        {headers.map(([name, value], i) => {
          const meaning = explainHeader(name, value)
          return (
            // oxlint-disable-next-line react/no-array-index-key -- names repeat, and the list never changes
            <tr key={i}>
              <td className="mono">{visible(name)}</td>
              <td>
                <span className="mono">{visible(value)}</span>
                {meaning && <div className="dim meaning">{meaning}</div>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
