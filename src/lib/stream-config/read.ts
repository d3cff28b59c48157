import type { Json } from '../json.ts'

/** A configuration as the server has it, exact; known and unknown fields alike. */
export type Config = { [field: string]: Json }

export function objectAt(value: Json | undefined): Config | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

export function objectsAt(value: Json | undefined): Config[] {
  return Array.isArray(value) ? value.map(objectAt).filter((v) => v !== undefined) : []
}

export function textAt(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function textsAt(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === 'string') : []
}

/** A whole number, however large; 0 for what is none. */
export function wholeAt(value: Json | undefined): bigint {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : 0n
}

/** As JSON sends it: a number where a double holds it, else a bigint. Both are written as digits. */
export function jsonWhole(n: bigint): number | bigint {
  const small = Number(n)
  return Number.isSafeInteger(small) ? small : n
}
