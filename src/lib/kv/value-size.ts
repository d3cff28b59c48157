import { count } from '../format.ts'

type Headers = readonly (readonly [string, string])[]
/** Where they are known: bytes of a value with its headers that the bucket takes, and of a message that the server takes. */
export type SizeLimits = { bucket?: number | undefined; server?: number | undefined }

/** How many bytes headers take on the wire; the server counts them as part of the value. */
export function headerBytes(headers: Headers): number {
  if (headers.length === 0) return 0
  const block = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return new TextEncoder().encode(`NATS/1.0\r\n${block}\r\n`).length
}

/** Why a value of this size would be refused, in a sentence, or undefined. */
export function sizeProblem(size: number, headers: Headers, limits: SizeLimits): string | undefined {
  const own = headerBytes(headers)
  const has = `It has ${count(size)} bytes${own > 0 ? ` and its headers ${count(own)}` : ''}`
  if (limits.bucket !== undefined && size + own > limits.bucket) return `${has}: the bucket takes ${count(limits.bucket)} in all`
  if (limits.server !== undefined && size + own > limits.server)
    return `${has}: the server takes ${count(limits.server)} in all (max_payload)`
  return undefined
}
