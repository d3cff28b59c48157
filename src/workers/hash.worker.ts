import { serveHashes, type HashPort } from '~/nats/hash-thread.ts'

/** Works out the digests of large files beside the worker that sends them. */
void serveHashes(globalThis as unknown as HashPort)
