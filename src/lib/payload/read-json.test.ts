import { expect, test } from 'vitest'
import { JsonFault, readJson } from './read-json.ts'
import { kindOf } from './tree.ts'

/** Each value as "depth key kind text". */
function rows(text: string, limit?: number): string[] {
  const t = readJson(text, limit)
  return Array.from({ length: t.count }, (_, n) =>
    [
      t.depth[n],
      t.keyStart[n] === -1 ? '-' : text.slice(t.keyStart[n], t.keyEnd[n]),
      kindOf(t, n),
      text.slice(t.start[n], t.end[n]),
    ].join(' '),
  )
}

test('literals, order and repeated keys stay as they are written', () => {
  expect(rows(' {"b":9007199254740993 , "a":[1.0,-0,1e400],"a":"x\\u0041\\"", "c":{} } ')).toEqual([
    '0 - object {"b":9007199254740993 , "a":[1.0,-0,1e400],"a":"x\\u0041\\"", "c":{} }',
    '1 "b" number 9007199254740993',
    '1 "a" array [1.0,-0,1e400]',
    '2 - number 1.0',
    '2 - number -0',
    '2 - number 1e400',
    '1 "a" string "x\\u0041\\""',
    '1 "c" object {}',
  ])
  expect(rows('true')).toEqual(['0 - literal true'])
})

test('each value knows what comes after it and how much is in it', () => {
  const t = readJson('[[1,2],{"a":[]},3]')
  expect([...t.next]).toEqual([7, 4, 3, 4, 6, 6, 7])
  expect([...t.children]).toEqual([3, 2, 0, 0, 1, 0, 0])
})

const samples = [
  '', ' ', '{', '[', '}', ']', '{}', '[]', '[1,]', '[,1]', '{"a"}', '{"a":}', '{"a":1,}', '{a:1}', '[1 2]', '01', '1.', '.5', '-', '-1', '1e5',
  '1e', 'nul', 'nullx', 'true false', '"', '"a', '"\\x"', '"\\u12"', '"\\u12aG"', '"\t"', '"a\u007f"', '[[]', '[]]', '{"a":[}', '[{]}', '\ufeff{}',
  '{"a":1 "b":2}', '[1,[2,[3]]]', '{"":{"":""}}', '+1', 'NaN', "{'a':1}", '[1]\u00a0', '{"a":1}\n{"b":2}',
] // prettier-ignore

test.each(samples)('%j is taken and refused as JSON.parse does', (text) => {
  const valid = (read: (t: string) => unknown) => {
    try {
      read(text)
      return true
    } catch {
      return false
    }
  }
  expect(valid(readJson)).toBe(valid(JSON.parse))
})

test('a fault says where it is and what should be there', () => {
  expect(() => readJson('{"a":1 "b":2}')).toThrow(new JsonFault('there is "\\"" at character 8 where a comma or "}" should be'))
  expect(() => readJson('{"a":')).toThrow(new JsonFault('the text ends at character 6 where a value should be'))
  expect(() => readJson('{"a":1}\n{"b":2}')).toThrow('at character 9 where nothing more should be')
})

test('a hundred thousand levels do not overflow the stack', () => {
  const depth = 100_000
  const t = readJson('['.repeat(depth) + ']'.repeat(depth))
  expect(t.count).toBe(depth)
  expect(t.depth.at(-1)).toBe(depth - 1)
})

test('a megabyte on one line is read in well under a second', () => {
  const text = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `customer ${i}`, ok: true })))
  const started = performance.now()
  expect(readJson(text).count).toBe(80_001)
  expect(performance.now() - started).toBeLessThan(1000)
})

test('beyond the limit the tree is cut and says so', () => {
  const t = readJson('[1,2,[3,4],5]', 4)
  expect([t.count, t.cut, t.next[0], t.end[0]]).toEqual([4, true, 4, 13])
})
