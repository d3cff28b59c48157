import { HeaderTable } from '~/components/messages/HeaderTable.tsx'
import { isProtocolHeader } from '~/lib/nats-headers.ts'
import type { Header } from '~/nats/types.ts'

/** The headers that the writer gave to a value; those that its client put there for the protocol are folded away. */
export function EntryHeaders({ headers }: { headers: Header[] }) {
  const own = headers.filter(([name]) => !isProtocolHeader(name))
  const protocol = headers.filter(([name]) => isProtocolHeader(name))
  return (
    <>
      {own.length > 0 && <HeaderTable headers={own} />}
      {protocol.length > 0 && (
        <details>
          <summary className="dim fold">Protocol headers ({protocol.length})</summary>
          <HeaderTable headers={protocol} label="Protocol headers" />
        </details>
      )}
    </>
  )
}
