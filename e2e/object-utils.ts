import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { Objm, type ObjectStore } from '@nats-io/obj'
import type { Page, TestInfo } from '@playwright/test'
import { expect, type Site } from './fixtures.ts'

let buckets = 0

/** A bucket of the official client that nobody else uses. */
export async function bucketOf(
  site: Pick<Site, 'js'>,
  options: Parameters<Objm['create']>[1] = {},
): Promise<{ name: string; os: ObjectStore }> {
  const name = `b${process.pid}_${++buckets}`
  return { name, os: await new Objm(site.js).create(name, options) }
}

export const tray = (page: Page) => page.getByRole('region', { name: 'Transfers' })
export const transfer = (page: Page, name: string) =>
  tray(page)
    .getByRole('row')
    .filter({ has: page.getByRole('progressbar', { name: `Progress of ${name}`, exact: true }) })
export const pane = (page: Page, name: string) => page.getByRole('region', { name: `Object ${name}`, exact: true })

/** A file on disk: as buffers large ones would go through the protocol of the browser. */
export function fileOnDisk(info: TestInfo, path: string, size: number): { path: string; data: Buffer } {
  const [whole, data] = [info.outputPath(path), randomBytes(size)]
  mkdirSync(dirname(whole), { recursive: true })
  writeFileSync(whole, data)
  return { path: whole, data }
}

export async function choose(page: Page, ...paths: string[]): Promise<void> {
  await page.getByLabel('Files to upload').setInputFiles(paths)
}

/** Resolves when this share of a transfer is seen to be there, 0 to 1. */
export async function reached(page: Page, name: string, share: number): Promise<void> {
  await expect
    .poll(
      () =>
        transfer(page, name)
          .getByRole('progressbar')
          .evaluate((bar: HTMLProgressElement) => bar.value),
      { intervals: [20], timeout: 30_000 },
    )
    .toBeGreaterThanOrEqual(share)
}

/** How many chunks of each nuid the server has. */
export async function chunksOf({ jsm }: Pick<Site, 'jsm'>, bucket: string): Promise<{ [nuid: string]: number }> {
  const prefix = `$O.${bucket}.C.`
  const { state } = await jsm.streams.info(`OBJ_${bucket}`, { subjects_filter: `${prefix}>` })
  return Object.fromEntries(Object.entries(state.subjects ?? {}).map(([subject, n]) => [subject.slice(prefix.length), n]))
}

/** Every chunk belongs to an object, and every object has its chunks. */
export async function expectNoOrphan(site: Pick<Site, 'jsm'>, bucket: string, os: ObjectStore): Promise<void> {
  const objects = (await os.list()).filter((o) => o.chunks > 0)
  expect(await chunksOf(site, bucket)).toEqual(Object.fromEntries(objects.map((o) => [o.nuid, o.chunks])))
}

export const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

/** What the official client gets is this, byte for byte. */
export async function expectStored(os: ObjectStore, name: string, data: Uint8Array): Promise<void> {
  const got = await os.getBlob(name) // checks the digest
  expect(got && Buffer.from(got).equals(data), name).toBe(true)
}
