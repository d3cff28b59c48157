/** What is said over the port of a player: who plays asks for bytes ... */
export type AskBytes = { n: number; offset: number; length: number }
/** ... and who has the object answers each question. */
export type GiveBytes = { n: number; data: Uint8Array<ArrayBuffer> } | { n: number; error: string }

/** The asking end of a port. */
export function portReader(port: MessagePort): (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>> {
  const waiting = new Map<number, { resolve: (data: Uint8Array<ArrayBuffer>) => void; reject: (e: Error) => void }>()
  let asked = 0
  port.addEventListener('message', ({ data: given }: MessageEvent<GiveBytes>) => {
    const who = waiting.get(given.n)
    waiting.delete(given.n)
    if ('error' in given) who?.reject(new Error(given.error))
    else who?.resolve(given.data)
  })
  port.start()
  return (offset, length) =>
    new Promise((resolve, reject) => {
      const n = ++asked
      waiting.set(n, { resolve, reject })
      port.postMessage({ n, offset, length } satisfies AskBytes)
    })
}

/** A part of a file as the body of a response, a piece for each pull: what is not taken is not read. */
export function rangeStream(
  read: (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>,
  { start, end }: { start: number; end: number },
  pieceBytes: number,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = start
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const data = await read(at, Math.min(pieceBytes, end - at))
        at += data.length
        controller.enqueue(data)
        if (at >= end) controller.close()
      },
    },
    { highWaterMark: 0 },
  )
}
