import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { encode as msgpack, ExtData } from '@msgpack/msgpack'
import { headers, type MsgHdrs } from '@nats-io/transport-node'
import type { Page } from '@playwright/test'
import { expect, open, test, type Site } from './fixtures.ts'

const detail = (page: Page) => page.getByRole('region', { name: /^Message / })
const tree = (page: Page) => detail(page).getByRole('tree', { name: 'Payload' })
const shown = (page: Page) => detail(page).getByLabel('Payload', { exact: true })
const note = (page: Page) => detail(page).getByRole('note')
const show = (page: Page, view: string) => detail(page).getByText(view, { exact: true }).click()

/** Publishes one message by the official client and opens it. */
async function openNew(page: Page, site: Site, data: Uint8Array | string, query = '', h?: MsgHdrs) {
  const { name, subject } = await site.stream()
  await site.js.publish(subject('x'), data, h ? { headers: h } : {})
  await open(page, site, `/streams/${name}/messages?open=1${query}`)
  return { name, subject }
}

test('a JSON tree keeps integers, order and repeated keys; the keyboard opens, closes and finds', async ({ page, site }) => {
  await openNew(page, site, '{"z":9223372036854775808,"a":{"x":[1.0,-0,1e400]},"a":"twice","n":18446744073709551615}')
  await expect(tree(page).getByRole('treeitem')).toHaveText([
    /{ 4 keys/,
    '"z": 9223372036854775808',
    /"a": { 1 key/,
    /"x": \[ 3 items/,
    '0: 1.0',
    '1: -0',
    '2: 1e400',
    '"a": "twice"',
    '"n": 18446744073709551615',
  ])
  await tree(page).focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key)
  await expect(tree(page).getByRole('treeitem')).toHaveCount(5)
  await expect(tree(page).getByRole('treeitem', { selected: true })).toHaveAttribute('aria-expanded', 'false')
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowDown']) await page.keyboard.press(key)
  await expect(detail(page).getByText('a.x[0]', { exact: true })).toBeVisible()
  await detail(page).getByRole('button', { name: 'Collapse all' }).click()
  await expect(tree(page).getByRole('treeitem')).toHaveCount(5)
  await tree(page).focus()
  await page.keyboard.press('Control+f')
  await page.keyboard.type('1e4')
  await expect(detail(page).getByRole('status', { name: 'Found' })).toHaveText('1 of 1')
  await expect(tree(page).getByRole('treeitem', { selected: true })).toHaveText('2: 1e400')
  await page.keyboard.press('Escape')
  await expect(detail(page)).toBeVisible()
  await show(page, 'Pretty')
  await expect(shown(page)).toContainText('"z": 9223372036854775808')
  await expect(page).toHaveURL(/view=pretty/)
})

test('JSON nested 10,000 deep opens as tree and formatted', async ({ page, site }) => {
  await openNew(page, site, `${'['.repeat(10_000)}${']'.repeat(10_000)}`)
  await detail(page).getByRole('button', { name: 'Expand all' }).click()
  await tree(page).focus()
  await page.keyboard.press('End')
  await expect(tree(page).getByRole('treeitem', { selected: true })).toHaveAttribute('aria-level', '10000')
  expect(await tree(page).getByRole('treeitem').count()).toBeLessThan(80)
  await show(page, 'Pretty')
  await expect(shown(page)).toContainText('[')
})

test('a payload of no bytes, invalid UTF-8, NUL and direction marks are shown as what they are', async ({ page, site }) => {
  const { name, subject } = await openNew(page, site, '')
  await expect(detail(page)).toContainText('The message has no payload')
  await site.js.publish(subject('x'), Uint8Array.of(0x61, 0x62, 0xff, 0xfe))
  await site.js.publish(subject('x'), 'a\u0000b\u202egpj.exe')
  await site.js.publish(subject('x'), '{"a":1,}')
  await open(page, site, `/streams/${name}/messages?open=2&view=text`)
  await expect(note(page)).toHaveText('It is not UTF-8 text: byte 2 (ff) cannot be there.')
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('61 62 ff fe')
  await open(page, site, `/streams/${name}/messages?open=3&view=text`)
  await expect(shown(page)).toContainText('a⟨U+0000⟩b⟨U+202E⟩gpj.exe')
  await open(page, site, `/streams/${name}/messages?open=4&view=json`)
  await expect(note(page)).toContainText('It is not JSON: there is "}" at character 8')
  await expect(shown(page)).toContainText('{"a":1,}')
})

test('gzip is unpacked, on request not, and a bomb only to the bound', async ({ page, site }) => {
  const { name, subject } = await openNew(page, site, gzipSync('{"inside":true}'))
  await expect(tree(page)).toContainText('"inside": true')
  await expect(detail(page).getByText(/^gzip, 35 B → 15 B$/)).toBeVisible()
  await show(page, 'As stored')
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('1f 8b 08')
  await expect(page).toHaveURL(/stored=true/)
  await site.js.publish(subject('x'), gzipSync(Buffer.alloc(60_000_000, 'bomb ')))
  await open(page, site, `/streams/${name}/messages?open=2`)
  await expect(note(page)).toHaveText('Unpacked to the first 16 MiB; the rest was not unpacked.')
  await expect(shown(page)).toContainText('bomb bomb')
})

test('zstd that is cut short says so and is shown as stored', async ({ page, site }) => {
  const { name, subject } = await openNew(page, site, Buffer.from('KLUv/QBYUQAAaGVsbG8genN0ZA==', 'base64').subarray(0, 14))
  await expect(note(page)).toContainText('It begins like zstd data, but it is broken or cut short')
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('28 b5 2f fd')
  await site.js.publish(subject('x'), Buffer.from('KLUv/QBYUQAAaGVsbG8genN0ZA==', 'base64'))
  await open(page, site, `/streams/${name}/messages?open=2`)
  await expect(shown(page)).toContainText('hello zstd')
})

test('MessagePack with extension types and CBOR with tags are trees, exact', async ({ page, site }) => {
  const packed = msgpack({ id: 2n ** 63n, ext: new ExtData(5, Uint8Array.of(10, 11)), at: new Date(0) }, { useBigInt64: true })
  const { name, subject } = await openNew(page, site, packed)
  await expect(tree(page).getByRole('treeitem')).toHaveText([
    /3 keys/,
    '"id": 9223372036854775808',
    `"ext": ext(5, h'0a0b')`,
    '"at": timestamp(1970-01-01T00:00:00Z)',
  ])
  // {1: 32("http://x"), "big": 2^64}
  await site.js.publish(
    subject('x'),
    Buffer.from(`a201d82068${Buffer.from('http://x').toString('hex')}63626967c249010000000000000000`, 'hex'),
  )
  await open(page, site, `/streams/${name}/messages?open=2`)
  await expect(tree(page).getByRole('treeitem')).toHaveText([/2 keys/, /1: tag 32/, '"http://x"', '"big": 18446744073709551616'])
  await detail(page).getByRole('button', { name: 'More ways' }).click()
  await page.getByRole('menuitem', { name: 'MessagePack' }).click()
  await expect(note(page)).toHaveText('25 B follow the value and are not in it.')
})

test('markup in payload, subject and header stays text in every view', async ({ page, site }) => {
  const evil = '<img src=x onerror=window.pwned=1>'
  const { name, subject } = await site.stream()
  const h = headers()
  h.append('X-Evil', evil)
  await site.js.publish(subject('<img/src=x/onerror=window.pwned=1>'), JSON.stringify({ [evil]: evil }), { headers: h })
  await site.js.publish(subject('svg'), '<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>')
  for (const view of ['json', 'pretty', 'text', 'hex', 'base64', 'image']) {
    await open(page, site, `/streams/${name}/messages?open=1&view=${view}`)
    await expect(detail(page).getByRole('row').filter({ hasText: 'X-Evil' })).toContainText(evil)
    await expect(detail(page).locator('.viewer, .lines').first()).toContainText(/onerror|6f 6e 65|ZXJyb3I/)
    expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
    expect(await page.locator('main img, main svg[onload]').count()).toBe(0)
  }
  await open(page, site, `/streams/${name}/messages?open=2&view=image`)
  await expect(note(page)).toContainText('no picture')
  expect(await page.evaluate(() => 'pwned' in window)).toBe(false)
})

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test('a picture is drawn from its bytes, and a broken one says so', async ({ page, site }) => {
  const { name, subject } = await openNew(page, site, png)
  await expect(detail(page)).toContainText('image/png, 1 × 1')
  await site.js.publish(subject('x'), png.subarray(0, 40))
  await open(page, site, `/streams/${name}/messages?open=2`)
  await expect(detail(page)).toContainText('the browser cannot draw it')
})

test('the way of showing is remembered for the stream, and the address wins', async ({ page, site }) => {
  const { name } = await openNew(page, site, '{"a":1}')
  await show(page, 'Hex')
  await open(page, site, `/streams/${name}/messages?open=1`)
  await expect(detail(page).getByLabel('Payload as hex')).toContainText('7b 22 61')
  await open(page, site, `/streams/${name}/messages?open=1&view=text`)
  await expect(shown(page)).toContainText('{"a":1}')
  await show(page, 'Auto')
  await expect(tree(page)).toContainText('"a": 1')
  await open(page, site, `/streams/${name}/messages?open=1`)
  await expect(tree(page)).toContainText('"a": 1')
})

test('headers that NATS gives a meaning to say it; repeated ones are shown each', async ({ page, site }) => {
  const h = headers()
  for (const [name, value] of [
    ['Trace', 'one'],
    ['Trace', 'two'],
    ['Nats-Msg-Id', 'id-1'],
  ] as const)
    h.append(name, value)
  await openNew(page, site, 'x', '', h)
  await expect(detail(page).getByRole('row').filter({ hasText: 'Trace' })).toHaveCount(2)
  await expect(detail(page).getByRole('row').filter({ hasText: 'Nats-Msg-Id' })).toContainText('duplicate window')
})

test('by keyboard alone: copy the payload, the message as JSON, the command; download the bytes', async ({
  page,
  site,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  const h = headers()
  h.append('Trace', 'one')
  h.append('Trace', 'two')
  const packed = gzipSync('{"id":9007199254740993}')
  const { name, subject } = await openNew(page, site, packed, '', h)
  await expect(tree(page)).toContainText('9007199254740993')
  await tree(page).focus()
  await page.keyboard.press('c')
  await expect(detail(page).getByText('Payload copied')).toBeVisible()
  expect(await clipboard()).toBe('{"id":9007199254740993}')
  const choose = async (item: string) => {
    await detail(page).getByRole('button', { name: 'Copy', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Payload c' })).toBeVisible()
    for (
      let i = 0;
      i < 12 && !(await page.getByRole('menuitem', { name: item, exact: true }).evaluate((e) => e === document.activeElement));
      i++
    )
      await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
  }
  await choose('nats command')
  await expect(detail(page).getByText('nats command copied')).toBeVisible()
  expect(await clipboard()).toBe(`nats stream get ${name} 1`)
  await choose('Message as JSON')
  await expect(detail(page).getByText('Message as JSON copied')).toBeVisible()
  expect(JSON.parse(await clipboard())).toMatchObject({
    stream: name,
    seq: 1,
    subject: subject('x'),
    headers: { Trace: ['one', 'two'] },
    data_base64: packed.toString('base64'),
  })
  for (const [item, bytes, ending] of [
    ['Download the payload', packed, 'gz'],
    ['Download it unpacked', Buffer.from('{"id":9007199254740993}'), 'json'],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent('download'), choose(item)])
    expect(download.suggestedFilename()).toBe(`${name}-1.${ending}`)
    expect(readFileSync(await download.path()).equals(bytes)).toBe(true)
  }
  await detail(page).getByRole('button', { name: 'Copy', exact: true }).press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Link' })).toBeVisible()
  // Also while the focus is not in the menu; what is behind it stays.
  await expect(page.getByRole('menu').locator(':focus')).toHaveCount(1)
  await detail(page).getByRole('button', { name: 'Copy', exact: true }).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menuitem', { name: 'Link' })).toBeHidden()
  await expect(detail(page)).toBeVisible()
})

test('two messages are compared, also from a link; a deleted one says so', async ({ page, site, browser }) => {
  const h = headers()
  h.append('Version', '1')
  const { name, subject } = await openNew(page, site, '{"id":9007199254740993,"status":"new"}', '', h)
  await site.js.publish(subject('y'), '{"id":9007199254740993,"status":"paid"}')
  await detail(page).getByRole('button', { name: 'Compare' }).click()
  await expect(detail(page)).toContainText('Open another message from the list')
  await page.getByRole('grid', { name: 'Messages' }).getByText(subject('y'), { exact: true }).click()
  await expect(detail(page).getByLabel('Payload of the pinned message')).toContainText('"status": "new"')
  await expect(detail(page).getByLabel('Payload of the open message')).toContainText('"status": "paid"')
  await expect(detail(page).getByRole('row', { name: 'Version' })).toContainText('none')
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(page.url())
  await expect(detail(elsewhere).getByLabel('Payload of the open message')).toContainText('"status": "paid"')
  await elsewhere.context().close()
  await site.jsm.streams.deleteMessage(name, 1)
  await page.reload()
  await expect(detail(page)).toContainText(/Message 1 has (been deleted|left the stream)/)
  await detail(page).getByRole('button', { name: 'Stop comparing' }).click()
  await expect(tree(page)).toContainText('"paid"')
})

test('a megabyte on one JSON line opens on demand in every view', async ({ page, site }) => {
  const items = Array.from({ length: 13_000 }, (_, i) => ({
    id: i,
    name: `customer number ${i}`,
    balance: '12.50',
    ok: i % 2 === 0,
  }))
  const text = JSON.stringify(items)
  expect(text.length).toBeGreaterThan(900_000)
  const { name, subject } = await openNew(page, site, text)
  await site.js.publish(subject('x'), text.replace('customer number 9000"', 'somebody else"'))
  const button = detail(page).getByRole('button', { name: /^Show .* as/ })
  await expect(button).toHaveText(/as JSON$/)
  const views: Record<string, () => Promise<unknown>> = {
    json: () => expect(tree(page)).toContainText('13,000 items'),
    pretty: () => expect(shown(page)).toContainText('"customer number 0"'),
    text: () => expect(shown(page)).toContainText('customer number 0'),
    hex: () => expect(detail(page).getByLabel('Payload as hex')).toContainText('5b 7b'),
    base64: () => expect(shown(page)).toContainText('W3siaWQi'),
  }
  for (const [view, ready] of Object.entries(views)) {
    await open(page, site, `/streams/${name}/messages?open=1&view=${view}`)
    await button.click()
    await ready()
  }
})

test('a megabyte is expanded, searched and compared', async ({ page, site }) => {
  const text = JSON.stringify(
    Array.from({ length: 13_000 }, (_, i) => ({ id: i, name: `customer number ${i}`, balance: '12.50' })),
  )
  const { name, subject } = await openNew(page, site, text)
  await site.js.publish(subject('x'), text.replace('customer number 9000"', 'somebody else"'))
  await detail(page).getByRole('button', { name: /^Show/ }).click()
  await detail(page).getByRole('button', { name: 'Expand all' }).click()
  await detail(page).getByLabel('Find in the payload').fill('number 12999')
  await expect(detail(page).getByRole('status', { name: 'Found' })).toHaveText('1 of 1')
  await expect(tree(page).getByRole('treeitem', { selected: true })).toHaveText('"name": "customer number 12999"')
  await show(page, 'Text')
  await detail(page).getByLabel('Find in the payload').fill('number 12')
  await expect(detail(page).getByRole('status', { name: 'Found' })).toHaveText('1 of 1,111')
  await detail(page).getByLabel('Find in the payload').press('Shift+Enter')
  await expect(detail(page).getByRole('status', { name: 'Found' })).toHaveText('1,111 of 1,111')
  await expect(shown(page)).toContainText('customer number 12999')
  await open(page, site, `/streams/${name}/messages?open=2&compare=1`)
  await expect(detail(page).getByLabel('Payload of the open message')).toContainText('somebody else')
  await expect(detail(page)).toContainText('Not shown, since they are the same')
})

test('two megabytes with nothing in common are compared in part, and the page goes on', async ({ page, site }) => {
  const text = (word: string) => JSON.stringify(Array.from({ length: 13_000 }, (_, i) => ({ [word]: `${word} ${i * 7}`, at: i })))
  const { name, subject } = await openNew(page, site, text('apple'))
  await site.js.publish(subject('y'), text('pear'))
  await open(page, site, `/streams/${name}/messages?open=1&compare=1`)
  await page.getByRole('grid', { name: 'Messages' }).getByText(subject('y'), { exact: true }).click()
  await expect(detail(page).getByLabel('Payload of the open message')).toContainText('pear')
  await expect(detail(page)).toContainText('There is too much to compare')
  await page.getByText('Newest first').click()
  await expect(page).toHaveURL(/desc=true/)
})
