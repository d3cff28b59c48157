import { expect, test } from 'vitest'
import { compileCondition } from './condition.ts'

const order =
  '{"id":9007199254740995,"total":120.5,"status":"paid","items":[{"sku":"abc-1"}],"gone":null,"a=b":1,"when":"2026-01-02"}'

function holds(condition: string, json = order) {
  const compiled = compileCondition(condition)
  if ('problem' in compiled) throw new Error(compiled.problem)
  return compiled.test(new TextEncoder().encode(json))
}

test.each([
  ['id == 9007199254740995', true],
  ['id == 9007199254740996', false],
  ['id > 9007199254740994', true],
  ['total > 120', true],
  ['total >= 120.5', true],
  ['total < 100', false],
  ['total > abc', false],
  ['status = paid', true],
  ['status == "paid"', true],
  ['status != "paid"', false],
  ['items[0].sku ~ abc', true],
  ['items[0].sku ~ "xyz"', false],
  ['items[1].sku', false],
  ['gone', true],
  ['gone == null', true],
  ['["a=b"] == 1', true],
  ['when > "2026-01-01"', true],
  ['absent != 1', false],
])('%s is %s', (condition, expected) => {
  expect(holds(condition) !== false).toBe(expected)
})

test('what is found is shown exactly; no JSON is told apart', () => {
  expect(holds('id')).toEqual({ value: '9007199254740995' })
  expect(holds('id', 'plain text')).toBe('not-json')
})

test.each(['', '!!!', 'a ! b', '> 5', 'total >', 'a..b == 1'])('%j is refused with a sentence', (text) => {
  expect(compileCondition(text)).toHaveProperty('problem')
})
