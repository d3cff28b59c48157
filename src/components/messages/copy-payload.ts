import type { PayloadClient } from '~/hooks/payload-client.ts'
import { asText } from '~/lib/payload/text.ts'
import type { Opened } from '~/lib/payload/open.ts'

/** The payload as it is shown, but exact: nothing is made visible in what is pasted elsewhere. Bytes that are no text as base64. */
export function copyOfPayload(client: PayloadClient, data: Uint8Array, opened: Opened | undefined): string | Promise<string> {
  const bytes = opened?.unpacked ?? data
  // What was decoded or formatted is shown as text that is not in the bytes.
  if (opened && ['pretty', 'msgpack', 'cbor', 'base64'].includes(opened.view)) return opened.text
  if (opened?.view === 'hex') return client.encode(bytes, 'hex')
  return asText(bytes) ?? client.encode(bytes, 'base64')
}
