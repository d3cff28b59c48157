import { expect, test } from 'vitest'
import { serverUrlProblem } from './server-url.ts'

test.each(['ws://127.0.0.1:8080', 'wss://nats.example.com', ' wss://nats.example.com/path?x=1 ', 'ws://[::1]:9222'])(
  '%s is an address',
  (url) => expect(serverUrlProblem(url)).toBeUndefined(),
)
test.each([
  ['', /required/],
  ['127.0.0.1:8080', /starts with ws:/],
  ['http://x', /starts with ws:/],
  ['nats://x:4222', /websocket port/],
  ['ws://', /not an address|no host/],
  ['ws://a:99999', /not an address/],
  ['ws://ops:secret@host', /Credentials do not belong/],
  ['ws://host#x', /no # part/],
])('%s is refused', (url, why) => expect(serverUrlProblem(url)).toMatch(why))
