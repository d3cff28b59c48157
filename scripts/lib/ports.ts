import { createServer } from 'node:net'

/** Ports of the loopback interface that were free a moment ago. Held together until all are known, so no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(0, '127.0.0.1', resolve)
      })
      return server
    }),
  )
  const ports = servers.map((s) => (s.address() as { port: number }).port) // a TCP server's address is never a string
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))))
  return ports
}
