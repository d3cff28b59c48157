// Node 20 has no WebSocket of its own; src/nats expects the browser's.
import WebSocket from 'ws'

Object.assign(globalThis, { WebSocket })
