import { expect, test } from 'vitest'
import { paths } from './paths.ts'

test('every address', () => {
  expect([
    paths.overview(),
    paths.connect(),
    paths.streams(),
    paths.stream('ŽLUTÝ&KŮŇ'),
    paths.messages('S', { at: 'seq', seq: '5', filter: 'a.>' }),
    paths.replay('S', { deliver: 'seq', seq: '5', backoff: '1s,5s' }),
    paths.replay('S'),
    paths.replay('S', { attach: 'a b' }),
    paths.allConsumers(),
    paths.consumers('S'),
    paths.consumer('S', 'ä'),
    paths.buckets(),
    paths.bucket('b', { key: 'a.b/c' }),
    paths.objectBuckets(),
    paths.objects('b', { folder: 'a/b c/' }),
  ]).toMatchInlineSnapshot(`
    [
      "/",
      "/connect",
      "/streams",
      "/streams/%C5%BDLUT%C3%9D%26K%C5%AE%C5%87",
      "/streams/S/messages?at=seq&seq=5&filter=a.%3E",
      "/streams/S/replay?deliver=seq&seq=5&backoff=1s%2C5s",
      "/streams/S/replay",
      "/streams/S/replay?attach=a+b",
      "/consumers",
      "/streams/S/consumers",
      "/streams/S/consumers/%C3%A4",
      "/kv",
      "/kv/b?key=a.b%2Fc",
      "/objects",
      "/objects/b?folder=a%2Fb+c%2F",
    ]
  `)
})
