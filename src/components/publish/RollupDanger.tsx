import { TextInput } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { usePurgePlan } from '~/hooks/stream-removal.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count, plural } from '~/lib/format.ts'
import type { Stream } from '~/nats/types.ts'

type Props = {
  stream: Stream
  /** The subject whose messages go; undefined = all of the stream. */
  subject: string | undefined
  typed: string
  onTyped: (typed: string) => void
}

/** Says how many messages a rollup takes, and asks for the stream's name. */
export function RollupDanger({ stream, subject, typed, onTyped }: Props) {
  const query = usePurgePlan(stream.name, { ...(subject === undefined ? {} : { filter: subject }), of: { all: true } })
  const of = subject === undefined ? stream.name : `${subject} in ${stream.name}`
  return (
    <section className="publish-note" aria-label="What the rollup purges">
      {query.error ? (
        <ErrorNote error={explain(query.error)} />
      ) : query.data ? (
        <p className="form-note danger" role="status">
          {query.data.count === 0
            ? `Nothing goes by now: there is no message of ${of}.`
            : `This message purges all before it: ${query.data.exact ? '' : 'about '}${plural(query.data.count, 'message')} of ${of}${
                query.data.newest ? `, up to sequence ${count(query.data.newest.seq)}` : ''
              }, and what comes until it is stored. They cannot be brought back.`}
        </p>
      ) : (
        <Loading lines={1} label="Counting what the rollup purges" />
      )}
      <TextInput
        label={`Type ${stream.name} to purge by this message`}
        className="mono-input"
        autoComplete="off"
        value={typed}
        onChange={(e) => onTyped(e.currentTarget.value)}
      />
    </section>
  )
}
