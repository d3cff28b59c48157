import { expect, test } from 'vitest'
import { isTyped } from './typed-name.ts'

test('a name is typed with blanks around it or without, and with those that it has', () => {
  expect([isTyped(' A ', 'A'), isTyped('A', 'A'), isTyped('A\u00a0', 'A\u00a0')]).toEqual([true, true, true])
  expect([isTyped('a', 'A'), isTyped('', 'A'), isTyped('A', 'A\u00a0')]).toEqual([false, false, false])
})
