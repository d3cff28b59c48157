/** The ways of looking at a payload. */
export const payloadViews = ['json', 'pretty', 'text', 'hex', 'base64', 'msgpack', 'cbor', 'image'] as const
export type PayloadView = (typeof payloadViews)[number]

export const viewNames: Record<PayloadView, string> = {
  json: 'JSON',
  pretty: 'Pretty',
  text: 'Text',
  hex: 'Hex',
  base64: 'Base64',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  image: 'Image',
}

/** What a payload is. */
export type PayloadKind = 'empty' | 'json' | 'text' | 'msgpack' | 'cbor' | 'image' | 'binary'

export const kindNames: Record<PayloadKind, string> = {
  empty: 'empty',
  json: 'JSON',
  text: 'text',
  msgpack: 'MessagePack',
  cbor: 'CBOR',
  image: 'image',
  binary: 'binary',
}

/** How a payload is shown when nobody has said how. */
export function viewOf(kind: PayloadKind): PayloadView {
  return kind === 'binary' || kind === 'empty' ? 'hex' : kind
}
