import { expect, test } from 'vitest'
import { isSystemStream } from './system-streams.ts'

test.each([
  ['KV_settings', true],
  ['OBJ_files', true],
  ['$MQTT_sess', true],
  ['ORDERS', false],
  ['KVORDERS', false],
])('isSystemStream(%s)', (name, yes) => expect(isSystemStream(name)).toBe(yes))
