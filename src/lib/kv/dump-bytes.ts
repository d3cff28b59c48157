import { asText, firstInvalid } from '../payload/text.ts'
import { parseDump, type Parsed } from './dump.ts'

/** Reads the bytes of a file. What is not UTF-8 is a problem of its line: nothing would be read that is not there. */
export function parseBytes(data: Uint8Array): Parsed {
  const text = asText(data)
  if (text !== undefined) return parseDump(text)
  let line = 1
  const bad = firstInvalid(data) ?? 0
  for (let i = 0; i < bad; i++) if (data[i] === 10) line++
  return { entries: [], problems: [{ line, message: 'The file is not text in UTF-8 from here on' }] }
}
