/** What a template is filled in with, for one message. */
export type Values = { counter: number; now: Date; random: () => number; uuid: () => string }

const PLACES = ['counter', 'time', 'random', 'uuid'] as const
type Place = (typeof PLACES)[number]
/** Literal text and places by turns: the odd ones are places. */
export type Template = readonly string[]

const pattern = /\{\{\s*(counter|time|random|uuid)\s*\}\}/

/** Takes a text with `{{counter}}`, `{{time}}`, `{{random}}` and `{{uuid}}` apart. Anything else in braces stays as it is. */
export function parseTemplate(text: string): Template {
  return text.split(pattern)
}

/** The text of one message. Each `{{random}}` and `{{uuid}}` is a new one; the time is RFC 3339 in UTC. */
export function fillTemplate(template: Template, values: Values): string {
  if (template.length === 1) return template[0]!
  return template.map((part, i) => (i % 2 === 0 ? part : valueOf(part as Place, values))).join('')
}

function valueOf(place: Place, { counter, now, random, uuid }: Values): string {
  switch (place) {
    case 'counter':
      return String(counter)
    case 'time':
      return now.toISOString()
    case 'random':
      return String(Math.floor(random() * 1_000_000_000))
    case 'uuid':
      return uuid()
  }
}

/** Whether filling in makes a difference from one message to the next. */
export const isTemplate = (text: string): boolean => pattern.test(text)

/** Names in double braces that are no places: they are sent as they are, which may be a slip. */
export function unknownPlaces(text: string): string[] {
  const found = [...text.matchAll(/\{\{\s*([a-zA-Z_]+)\s*\}\}/g)].map(([, name]) => name!)
  return [...new Set(found.filter((name) => !(PLACES as readonly string[]).includes(name)))]
}

/** A UUID of version 4. (crypto.randomUUID is missing on pages that come over plain http.) */
export function newUuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  const hex = [...b].map((n) => n.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** What the n-th message is filled in with, now. */
export const valuesOf = (counter: number): Values => ({ counter, now: new Date(), random: Math.random, uuid: newUuid })
