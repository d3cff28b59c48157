import { Button, TextInput } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { usePurgePlan } from '~/hooks/stream-removal.ts'
import { explain } from '~/hooks/use-connection.ts'
import { count, plural } from '~/lib/format.ts'
import type { Stream } from '~/nats/types.ts'

type Props = {
  stream: Stream
  /** The subjects whose messages go, a filter where they differ; undefined = all of the stream. */
  subject: string | undefined
  /** It is a schedule that purges, each time that it is due. */
  isLater: boolean
  typed: string
  onTyped: (typed: string) => void
  /** Offers to write them into a file first. */
  onSave: (filter: string | undefined) => void
}

/** Says how many messages a rollup takes, and asks for the stream's name when that is said. */
export function RollupDanger({ stream, subject, isLater, typed, onTyped, onSave }: Props) {
  // Which messages those are is a matter of what the stream makes of the subject, which only the server knows.
  const isOther = subject !== undefined && stream.config.subject_transform === true
  const query = usePurgePlan(
    stream.name,
    isOther ? undefined : { ...(subject === undefined ? {} : { filter: subject }), of: { all: true } },
  )
  // What was counted for another subject says nothing of this one.
  const plan = query.isPlaceholderData ? undefined : query.data
  const isMany = subject?.split('.').includes('*') === true
  const of = subject === undefined ? stream.name : `${subject} in ${stream.name}`
  return (
    <section className="publish-note" aria-label="What the rollup purges">
      {isOther ? (
        <p className="form-note danger" role="status">
          {stream.name} stores {subject} under another subject (subject_transform), so what goes cannot be counted here: all
          messages of that one. They cannot be brought back.
        </p>
      ) : query.error ? (
        <ErrorNote error={explain(query.error)} />
      ) : plan ? (
        <p className="form-note danger" role="status">
          {plan.count === 0
            ? `Nothing goes by now: there is no message of ${of}.`
            : `${isLater ? 'What it publishes purges all before it, each time that it is due: by now' : isMany ? 'Each message purges what is before it on its subject: up to' : 'This message purges all before it:'} ${plan.exact ? '' : 'about '}${plural(plan.count, 'message')} of ${of}${
                plan.newest ? `, up to sequence ${count(plan.newest.seq)}` : ''
              }, and what comes until ${isLater ? 'then' : 'it is stored'}. They cannot be brought back.`}
        </p>
      ) : (
        <Loading lines={1} label="Counting what the rollup purges" />
      )}
      {(plan || query.error || isOther) && (
        <>
          {(isOther || (plan !== undefined && plan.count > 0)) && (
            <div>
              <Button variant="default" size="xs" onClick={() => onSave(isOther ? undefined : subject)}>
                Save them to a file first…
              </Button>
            </div>
          )}
          <TextInput
            label={`Type ${stream.name} to purge by this message`}
            className="mono-input"
            autoComplete="off"
            value={typed}
            onChange={(e) => onTyped(e.currentTarget.value)}
          />
        </>
      )}
    </section>
  )
}
