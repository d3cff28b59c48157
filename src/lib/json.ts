import { parse, stringify } from 'lossless-json'

/** JSON with every integer exact: a number where a double holds it, a bigint beyond 2^53. */
export type Json = null | boolean | number | bigint | string | Json[] | { [key: string]: Json }

/** Parses JSON without rounding integers. Throws SyntaxError with the position of the fault. */
export function parseJson(text: string): Json {
  // The native parser is ten times faster and exact as long as no literal has 16 digits in a row.
  if (!/\d{16}/.test(text)) return JSON.parse(text) as Json
  return parse(text, undefined, exactNumber) as Json
}

/** Writes JSON with bigints as plain digits. */
export function stringifyJson(value: Json, indent?: number): string {
  return stringify(value, undefined, indent) ?? 'null'
}

function exactNumber(literal: string): number | bigint {
  const value = Number(literal)
  return /^-?\d+$/.test(literal) && !Number.isSafeInteger(value) ? BigInt(literal) : value
}
