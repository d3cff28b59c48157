import type { Json } from '~/lib/json.ts'
import type { JsonObject } from './types.ts'

/** Readers for the loose JSON of replies: absent and null give the fallback, never NaN or undefined by accident. */

export function object(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
}

export function list(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : []
}

export function objects(value: Json | undefined): JsonObject[] {
  return list(value)
    .map(object)
    .filter((v) => v !== undefined)
}

export function text(value: Json | undefined, fallback = ''): string {
  return typeof value === 'string' ? value : fallback
}

/** A count or a size: these stay far below 2^53, sequences do not (see seq). */
export function number(value: Json | undefined, fallback = 0): number {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : fallback
}

export function seq(value: Json | undefined): bigint {
  return typeof value === 'bigint' ? value : typeof value === 'number' ? BigInt(value) : 0n
}

/** A limit: -1, 0 and values beyond 2^63 mean "unlimited", and are absent. */
export function limit(value: Json | undefined): number | undefined {
  const n = number(value, -1)
  return n <= 0 || n >= 2 ** 63 ? undefined : n
}

/** Nanoseconds to milliseconds; absent when 0. */
export function millis(value: Json | undefined): number | undefined {
  const ns = number(value)
  return ns > 0 ? ns / 1e6 : undefined
}

/** Leaves out what is undefined, as exactOptionalPropertyTypes wants. */
export function defined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as T
}
