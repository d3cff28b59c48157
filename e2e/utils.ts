import { publishMany } from '../scripts/testing/official.ts'
import type { Site } from './fixtures.ts'

/** Publishes messages and knows that all are stored. */
export const fill = (site: Site, subject: (i: number) => string, count: number, payload = (i: number) => `payload ${i}`) =>
  publishMany(site, count, subject, payload)

/** The names of a stream's consumers, as the independent client sees them. */
export async function consumerNames(site: Site, stream: string): Promise<string[]> {
  const names: string[] = []
  for await (const c of site.jsm.consumers.list(stream)) names.push(c.name)
  return names
}
