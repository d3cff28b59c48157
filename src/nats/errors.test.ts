import { expect, test } from 'vitest'
import { AppError, fromApi, toAppError } from './errors.ts'

const permission = {
  code: 'PERMISSIONS_VIOLATION',
  permissionContext: { operation: 'publish', subject: '$JS.API.STREAM.PURGE.ORDERS' },
}

test.each([
  [fromApi({ code: 404, err_code: 10059, description: 'stream not found' }), 'not-found', /stream does not exist/],
  [fromApi({ code: 503, err_code: 10039 }), 'no-jetstream', /not enabled for this account/],
  [fromApi({ code: 400, err_code: 10071, description: 'wrong last sequence: 3' }), 'conflict', /Somebody else/],
  [fromApi({ code: 500, err_code: 99_999, description: 'odd' }), 'server', /The server refused: odd/],
  [fromApi({ code: 404, description: 'gone' }), 'not-found', /gone/],
  [toAppError({ code: '503' }, { subject: 'a.b' }), 'no-responders', /Nobody listens on a\.b/],
  [toAppError({ code: 'TIMEOUT' }), 'timeout', /No answer in time/],
  [
    toAppError(permission, { user: 'ops' }),
    'permission',
    /^Permission to publish on \$JS\.API\.STREAM\.PURGE\.ORDERS is missing for user ops$/,
  ],
  [toAppError({ code: 'DISCONNECT' }), 'disconnected', /Not connected/],
  [toAppError(new TypeError('x is not a function')), 'server', /x is not a function/],
  [toAppError({}), 'server', /without saying why/],
])('%s', (error, kind, message) => {
  expect(error.kind).toBe(kind)
  expect(error.message).toMatch(message)
})

test('a denied request inbox points to the inbox prefix', () => {
  const e = toAppError({ code: 'PERMISSIONS_VIOLATION', permissionContext: { operation: 'subscription', subject: '_INBOX.a.*' } })
  expect(e.next).toMatch(/inbox prefix/)
})

test('an AppError passes unchanged and becomes plain data', () => {
  const e = new AppError('auth', 'No', { next: 'Try', errCode: 1, causes: ['a'] })
  expect(toAppError(e)).toBe(e)
  expect(e.toPlain()).toEqual({ kind: 'auth', message: 'No', next: 'Try', causes: ['a'] })
})
