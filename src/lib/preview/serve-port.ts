import type { AskBytes, GiveBytes } from './range-port.ts'

/** The answering end of a port: gives what is asked for until the port is closed. Failures are told to who asks. */
export function servePort(port: MessagePort, read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>): void {
  port.addEventListener('message', ({ data: { n, offset, length } }: MessageEvent<AskBytes>) => {
    const give = (answer: GiveBytes, transfer: Transferable[] = []) => port.postMessage(answer, transfer)
    read(offset, length).then(
      (data) => give({ n, data }, [data.buffer]),
      (e: unknown) => give({ n, error: e instanceof Error ? e.message : String(e) }),
    )
  })
  port.start()
}
