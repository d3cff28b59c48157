/** What is said over the port of a download: by the one who has the bytes ... */
export type FromSink = { data: Uint8Array<ArrayBuffer> } | { error: string } | 'end'
/** ... and by the one who hands them to the browser. A piece is sent for each pull. */
export type FromStream = 'asked' | 'pull' | 'closed' | 'cancel'

/** The browser takes what is ready here in its own time; no more is asked for. */
const READY_BYTES = 512 * 1024

/** The bytes that come over a port, as the body of a response. Nothing is asked for that the browser does not take. */
export function portStream(port: MessagePort): ReadableStream<Uint8Array<ArrayBuffer>> {
  const say = (word: FromStream) => port.postMessage(word)
  let answered = () => {}
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        port.addEventListener('message', ({ data: said }: MessageEvent<FromSink>) => {
          if (said === 'end') {
            controller.close()
            say('closed')
          } else if ('error' in said) {
            controller.error(new Error(said.error))
            port.close()
          } else controller.enqueue(said.data)
          answered()
        })
        port.start()
        say('asked')
      },
      pull() {
        say('pull')
        return new Promise((resolve) => (answered = resolve))
      },
      cancel() {
        say('cancel')
        port.close() // what is under way already would come too late
        answered()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: READY_BYTES }),
  )
}
