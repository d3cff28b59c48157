import { Kvm, type KV } from '@nats-io/kv'
import type { Page } from '@playwright/test'
import { pause } from '../src/lib/pause.ts'
import { expect, open, test } from './fixtures.ts'

/** How long three operators write one key. */
const SECONDS = 60
const KEY = 'shared'

/**
 * What every writer does: it takes the value as it sees it, puts a word of its own at the end and writes that. A word whose write
 * was acknowledged has to be in every later revision; a revision that is not the one before with one word more has overwritten it.
 */
type Writer = { acknowledged: string[]; conflicts: number }

test('two operators and a program on one key for a minute: no acknowledged write is lost or overwritten', async ({
  page,
  site,
  browser,
}) => {
  test.setTimeout(SECONDS * 1000 + 90_000)
  const name = `together${process.pid}`
  const kv = await new Kvm(site.js).create(name, { history: 64 })
  await kv.put(KEY, 'start')
  const revisions: string[] = []
  const watch = await kv.watch({ key: KEY })
  const watching = (async () => {
    for await (const e of watch) revisions.push(e.string())
  })()

  const second = await (await browser.newContext()).newPage()
  const pages = [page, second]
  for (const p of pages) await open(p, site, `/kv/${name}?key=${KEY}`)
  const end = Date.now() + SECONDS * 1000
  const writers = await Promise.all([operator(page, 'a', end), operator(second, 'b', end), program(kv, 'c', end)])

  const final = (await kv.get(KEY))!.string()
  await expect.poll(() => revisions.at(-1)).toBe(final)
  watch.stop()
  await watching
  for (const [i, value] of revisions.entries()) {
    if (i > 0) expect(value.slice(0, value.lastIndexOf(' '))).toBe(revisions[i - 1])
  }
  const acknowledged = writers.flatMap((w) => w.acknowledged)
  expect(final.split(' ').slice(1).toSorted()).toEqual(acknowledged.toSorted())
  // Each has come to write, and they have met.
  for (const w of writers) expect(w.acknowledged.length).toBeGreaterThan(1)
  expect(writers[0].conflicts + writers[1].conflicts).toBeGreaterThan(0)
  for (const p of pages) await expect(p.getByRole('region', { name: `Key ${KEY}` })).toContainText(acknowledged.at(-1)!)
  await second.context().close()
})

/** By hand: edit, type, save; when somebody was faster, theirs is taken and the word is written again on top of it. */
async function operator(page: Page, who: string, end: number): Promise<Writer> {
  const writer: Writer = { acknowledged: [], conflicts: 0 }
  const pane = page.getByRole('region', { name: `Key ${KEY}` })
  const edit = pane.getByRole('button', { name: 'Edit', exact: true })
  const save = pane.getByRole('button', { name: 'Save', exact: true })
  const theirs = pane.getByRole('button', { name: 'Take theirs, discard mine' })
  for (let i = 0; Date.now() < end;) {
    await edit.click()
    const value = pane.getByLabel(/^New value, over revision/)
    const word = `${who}${i}`
    await value.press('ControlOrMeta+End')
    await value.pressSequentially(` ${word}`)
    // By key, whether or not somebody else's change has just blocked it: a click would wait until it is not.
    await save.press('Enter')
    // Between the two neither may be there for a moment: only the one that is seen says what became of it.
    let outcome: 'conflict' | 'saved' | undefined
    const look = async () => {
      if (await theirs.isVisible()) outcome = 'conflict'
      else if (await edit.isVisible()) outcome = 'saved'
      return outcome
    }
    await expect.poll(look, { intervals: [20] }).toBeDefined()
    if (outcome === 'conflict') {
      writer.conflicts++
      // By key too: a third change that comes between press and release of the mouse moves the button from under it.
      await theirs.press('Enter')
    } else {
      writer.acknowledged.push(word)
      i++
    }
  }
  return writer
}

/** By the official client, compare-and-set on what it read. */
async function program(kv: KV, who: string, end: number): Promise<Writer> {
  const writer: Writer = { acknowledged: [], conflicts: 0 }
  for (let i = 0; Date.now() < end;) {
    const e = (await kv.get(KEY))!
    const word = `${who}${i}`
    try {
      await kv.update(KEY, `${e.string()} ${word}`, e.revision)
      writer.acknowledged.push(word)
      i++
    } catch (error) {
      expect(String(error)).toContain('wrong last sequence')
      writer.conflicts++
    }
    // Now at once, now after a while, so that an operator has a turn too.
    await pause(i % 4 === 0 ? 3000 : 300)
  }
  return writer
}
