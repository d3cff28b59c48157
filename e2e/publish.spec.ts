import { writeFileSync } from 'node:fs'
import { headers as newHeaders } from '@nats-io/transport-node'
import { reconnected } from '../scripts/testing/official.ts'
import { expect, open, test } from './fixtures.ts'

test('publish: headers, refusals at their fields, edit and send again, a rollup only by name', async ({ page, site }, info) => {
  const { name, subject } = await site.stream({ allow_rollup_hdrs: true, max_msg_size: 1000, duplicate_window: 60e9 })
  await open(page, site, `/streams/${name}`)
  await page.getByRole('button', { name: 'Publish' }).click()
  const dialog = page.getByRole('dialog')
  const publish = dialog.getByRole('button', { name: 'Publish', exact: true })
  await publish.click()
  await expect(dialog.getByText('A message needs a subject')).toBeVisible()
  await dialog.getByLabel('Subject').fill(subject('a'))
  await expect(dialog.getByText(`${name} stores it`)).toBeVisible()
  for (const [i, value] of ['one', 'two'].entries()) {
    await dialog.getByRole('button', { name: 'Add a header' }).click()
    await dialog.getByLabel(`Name of header ${i + 1}`).fill('X-Tag')
    await dialog.getByLabel(`Value of X-Tag, header ${i + 1}`).fill(value)
  }
  const add = async (item: string) => {
    await dialog.getByRole('button', { name: 'One that NATS acts on' }).click()
    await page.getByRole('menuitem', { name: item }).click()
  }
  await add('Message id')
  await expect(dialog.getByText('the same id again within')).toBeVisible()
  await add('Only if the stream’s last sequence is as now')
  const expected = dialog.getByLabel('Value of Nats-Expected-Last-Sequence')
  await expect(expected).toHaveValue('0')
  await dialog.getByLabel('Payload').fill('x'.repeat(2000))
  await publish.click()
  await expect(dialog.getByText(/takes 1,000 in all \(max_msg_size\)/)).toBeVisible()
  await dialog.getByLabel('Payload').fill('žluť')

  // Somebody else was first; then it is sent, and sent twice it is a duplicate.
  await site.js.publish(subject('other'), 'x')
  await publish.click()
  await expect(dialog.getByText('The last sequence is 1 by now')).toBeVisible()
  await expected.fill('1')
  await publish.click()
  await expect(dialog.getByText(`Stored in ${name} as sequence 2`)).toBeVisible()
  await dialog.getByLabel('Take header 4 out').click()
  await publish.click()
  await expect(dialog.getByText(/Not stored again: .* as sequence 2/)).toBeVisible()
  const stored = (await site.jsm.streams.getMessage(name, { seq: 2 }))!
  expect([stored.string(), stored.header.values('X-Tag')]).toEqual(['žluť', ['one', 'two']])

  // The payload from a file; what is typed outlives the dialog.
  const file = info.outputPath('payload.bin')
  writeFileSync(file, Buffer.from([0, 255, 1]))
  await dialog.getByLabel('Take header 3 out').click()
  await dialog.getByText('A file', { exact: true }).click()
  await dialog.getByLabel('Payload, from a file').setInputFiles(file)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(dialog.getByText('As you left it')).toBeVisible()
  await publish.click()
  await expect(dialog.getByText(`Stored in ${name} as sequence 3`)).toBeVisible()
  expect([...(await site.jsm.streams.getMessage(name, { seq: 3 }))!.data]).toEqual([0, 255, 1])
  await page.keyboard.press('Escape')

  // From the browser: what acts again is left out, and the rest is as it was.
  const h = newHeaders()
  h.append('A', '1')
  h.append('Nats-Rollup', 'sub')
  await site.js.publish(subject('a'), 'rolled', { headers: h })
  await page.goto(`${site.web.url}/streams/${name}/messages?open=4`)
  await page.getByRole('button', { name: 'Edit and send again' }).click()
  await expect(dialog.getByLabel('Made from')).toContainText('Nats-Rollup: sub')
  await publish.click()
  await expect(dialog.getByText(`Stored in ${name} as sequence 5`)).toBeVisible()
  expect((await site.jsm.streams.getMessage(name, { seq: 5 }))!.header.keys()).toEqual(['A'])
  await dialog.getByRole('button', { name: 'Keep Nats-Rollup' }).click()
  await expect(dialog.getByText(/purges all before it: 2 messages of/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Save them to a file first' }).click()
  const saving = page.getByRole('dialog', { name: `Export messages of ${name}` })
  await expect(saving.getByLabel('Subjects')).toHaveValue(subject('a'))
  await page.keyboard.press('Escape')
  await expect(saving).toBeHidden()
  const purge = dialog.getByRole('button', { name: 'Publish and purge' })
  await expect(purge).toHaveAccessibleDescription(/type the name of the stream first/)
  await dialog.getByLabel('Subject').press('Enter')
  expect((await site.jsm.streams.info(name)).state.messages).toBe(3)
  await dialog.getByLabel(`Type ${name} to purge by this message`).fill(name)
  await purge.click()
  await expect(dialog.getByText(`Stored in ${name} as sequence 6`)).toBeVisible()
  expect((await site.jsm.streams.info(name)).state.messages).toBe(2)

  await page.keyboard.press('Escape')
  await page.getByRole('switch', { name: 'Read-only' }).check()
  await expect(page.getByRole('button', { name: 'Edit and send again' })).toHaveAccessibleDescription('Read-only mode is on')
  await expect(page.getByRole('button', { name: 'Publish' })).toHaveAccessibleDescription('Read-only mode is on')
})

test('many times with templates, requests with all replies, and nothing while disconnected', async ({ page, own }) => {
  const site = await own()
  const { name, subject } = await site.stream()
  site.nc.subscribe('ask.it', {
    callback: (_, m) => {
      for (const n of [1, 2]) m.respond(`{"reply":${n}}`)
    },
  })
  const heard: string[] = []
  site.nc.subscribe('core.it', { callback: (_, m) => void heard.push(m.string()) })
  await site.nc.flush()
  await open(page, site, '/streams')
  await page.getByRole('button', { name: 'Publish' }).click()
  const dialog = page.getByRole('dialog')
  const publish = dialog.getByRole('button', { name: 'Publish', exact: true })
  await dialog.getByLabel('Subject').fill(subject('n{{counter}}'))
  await dialog.getByLabel('Payload').fill('{"n":{{counter}},"at":"{{time}}"}')
  await dialog.getByLabel('Send it many times').check()
  await expect(dialog.getByLabel('The first message')).toContainText(/n1\s+\{"n":1,"at":"20/)
  await dialog.getByLabel('Times', { exact: true }).fill('20,000')
  await publish.click()
  // The page goes on drawing while it sends.
  await expect(dialog.getByText(/^[1-9][\d,]* of 20,000 sent/)).toBeVisible()
  await expect(dialog.getByText(`20,000 stored in ${name}, from sequence 1 to 20,000.`)).toBeVisible({ timeout: 20_000 })
  const one = (await site.jsm.streams.getMessage(name, { seq: 12_345 }))!
  expect([one.subject, one.json<{ n: number }>().n]).toEqual([subject('n12345'), 12_345])

  await dialog.getByLabel('Messages a second').fill('5')
  await publish.click()
  await expect(dialog.getByText(/of 20,000 sent/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await expect(dialog.getByText(/stored in .*; 19,99\d not sent\./)).toBeVisible()

  await dialog.getByLabel('Send it many times').uncheck()
  await dialog.getByText('Core', { exact: true }).click()
  await dialog.getByLabel('Subject').fill('core.it')
  await publish.click()
  await expect(dialog.getByText(/Sent on core.it: the server has taken it/)).toBeVisible()
  await expect.poll(() => heard).toEqual(['{"n":{{counter}},"at":"{{time}}"}'])

  await dialog.getByText('Request', { exact: true }).click()
  await dialog.getByLabel('Subject').fill('nobody.there')
  await dialog.getByRole('button', { name: 'Send the request' }).click()
  await expect(dialog.getByText('Nobody listens on nobody.there')).toBeVisible()
  await dialog.getByLabel('Subject').fill('ask.it')
  await dialog.getByLabel('Replies', { exact: true }).fill('2')
  await dialog.getByRole('button', { name: 'Send the request' }).click()
  const replies = dialog.getByRole('region', { name: 'Replies' })
  await expect(replies).toContainText('2 replies, as many as were asked for')
  await replies.getByText('{"reply":2}').click()
  await expect(replies.getByRole('tree')).toContainText('reply')

  await site.server.kill()
  await expect(dialog.getByRole('button', { name: 'Send the request' })).toHaveAccessibleDescription(/Not connected/)
  await expect(dialog.getByLabel('Subject')).toHaveValue('ask.it')
  await site.server.start()
  await reconnected(site)
  await expect(dialog.getByRole('button', { name: 'Send the request' })).not.toHaveAttribute('aria-disabled')
})
