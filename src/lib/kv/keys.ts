import { visible } from '../payload/text.ts'

/** The whole request has to fit into the line that a server takes at most (max_control_line, 4 kB unless it is set higher). */
const MOST_BYTES = 3000

/**
 * Why no key of this name should be written, as a sentence, or undefined (ADR-8: legal characters, dots, reserved names). A key
 * that exists under such a name all the same may be edited: see addressProblem and keyWarning.
 */
export function keyProblem(key: string): string | undefined {
  return addressProblem(key) ?? charactersProblem(key) ?? reservedProblem(key)
}

/** Why a key of this name cannot exist, let alone be asked for: it would be no subject, or one with wildcards. */
export function addressProblem(key: string): string | undefined {
  if (key === '') return 'A key cannot be empty'
  // oxlint-disable-next-line no-control-regex -- the server takes none of them in a subject
  if (/[\s\u0000-\u001f\u007f]/.test(key)) return 'A key cannot contain spaces or control characters'
  if (key.startsWith('.') || key.endsWith('.')) return 'A key cannot start or end with a dot'
  if (key.includes('..')) return 'A key cannot have two dots in a row'
  if (key.split('.').some((t) => t === '*' || t === '>')) return 'A key cannot have wildcards'
  if (new TextEncoder().encode(key).length > MOST_BYTES) return `A key can be at most ${MOST_BYTES} bytes long`
  return undefined
}

/** What to know before a key that exists is edited: other clients may refuse it. Undefined when it is like any other. */
export function keyWarning(key: string): string | undefined {
  const problem = keyProblem(key)
  return problem && `Other clients may refuse this key. ${problem}`
}

function charactersProblem(key: string): string | undefined {
  const wrong = /[^-/_=.A-Za-z0-9]/u.exec(key)?.[0]
  return wrong && `A key can only have the letters A to Z, digits and - / _ = . but not ${visible(wrong)}`
}

function reservedProblem(key: string): string | undefined {
  return key.startsWith('_kv') ? 'Keys that start with _kv are reserved' : undefined
}

/** Why no bucket can have this name, as a sentence, or undefined (ADR-8). */
export function bucketNameProblem(name: string): string | undefined {
  if (name === '') return 'A bucket needs a name'
  const wrong = /[^-_A-Za-z0-9]/u.exec(name)?.[0]
  if (wrong === ' ') return 'The name of a bucket cannot contain spaces'
  if (wrong) return `The name of a bucket can only have the letters A to Z, digits, - and _ but not ${visible(wrong)}`
  if (name.length > 252) return 'The name of a bucket can have at most 252 characters' // KV_ comes before it, and 255 is the most
  return undefined
}
