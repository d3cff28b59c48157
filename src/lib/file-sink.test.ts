import { expect, test } from 'vitest'
import { blobSink } from './file-sink.ts'

test('pieces become one file, and too large a one is refused', async () => {
  const sink = blobSink(10)
  await sink.write('žluť')
  await sink.write('ab')
  expect(await (await sink.end())?.text()).toBe('žluťab')
  await expect(sink.write('abc')).rejects.toThrow('larger than 10 B')
})
