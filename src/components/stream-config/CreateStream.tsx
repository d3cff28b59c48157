import { Anchor } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { WriteError } from '~/components/buckets/WriteError.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { refusalFrom } from '~/hooks/bucket-actions.ts'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { useCreateStream } from '~/hooks/stream-admin.ts'
import { useStream } from '~/hooks/streams.ts'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { useFirstProblem } from '~/hooks/use-first-problem.ts'
import { cloneOf, newStream, toConfig, toDraft, type StreamDraft } from '~/lib/stream-config/draft.ts'
import { streamProblems } from '~/lib/stream-config/problems.ts'
import { streamRefusal } from '~/lib/stream-config/refusals.ts'
import type { JsonObject } from '~/nats/types.ts'
import { useConnectionLabel } from '~/stores/connection.ts'
import { keepStreamEdit, newStreamName, useStreamEdit } from '~/stores/stream-drafts.ts'
import { BucketNote } from './BucketNote.tsx'
import { CopyConfig } from './CopyConfig.tsx'
import { PasteJson } from './PasteJson.tsx'
import { StreamFields } from './StreamFields.tsx'

type Props = {
  /** The stream that the new one is to be like. */
  from: string | undefined
  onClose: () => void
  /** Goes to a stream. */
  onShow: (name: string) => void
}

/** The form for a new stream. What is typed is kept when it is closed unsaved. */
export default function CreateStream(props: Props) {
  const { from, onClose } = props
  return (
    <Dialog onClose={onClose} size={980} title={from === undefined ? 'Create a stream' : `Create a stream like ${from}`}>
      {from === undefined ? <CreateForm {...props} initial={newStream} /> : <Clone {...props} from={from} />}
    </Dialog>
  )
}

function Clone(props: Props & { from: string }) {
  const query = useStream(props.from)
  const failure = failureOf(query)
  if (failure) return <ErrorNote error={failure} />
  if (!query.data) return <Loading lines={10} label="Loading the stream" />
  return <CreateForm {...props} initial={cloneOf(query.data.raw.config as JsonObject)} /> // a reply of the server has it
}

function CreateForm({ from, initial, onClose, onShow }: Props & { initial: StreamDraft }) {
  const name = newStreamName(useConnectionLabel(), from)
  const [first] = useState(initial) // what is cloned may change meanwhile
  const kept = useStreamEdit(name)?.draft
  const draft = kept ?? first
  const [asked, setAsked] = useState(0)
  const [isPasting, setPasting] = useState(false)
  const [filled, setFilled] = useState(0)
  const block = useWriteBlock()
  const level = useApiLevel()
  const write = useCreateStream()
  const form = useFirstProblem(asked, write.error)
  const problems = streamProblems(draft, level)
  const isWrong = Object.keys(problems).length > 0
  const refusal = write.error ? streamRefusal(refusalFrom(write.error), draft) : undefined
  const set = (next: StreamDraft) => {
    keepStreamEdit(name, { draft: next })
    if (write.error) write.reset() // the answer was to what was typed before
  }
  const submit = (e: FormEvent) => {
    e.preventDefault()
    setAsked(asked + 1)
    if (block || isWrong || write.isPending) return
    write.mutate(toConfig(draft, level), {
      onSuccess: () => {
        keepStreamEdit(name, undefined)
        onShow(draft.name.trim())
      },
    })
  }
  const sealed = first.from.sealed === true
  return (
    <>
      <div className="form-buttons stream-tools">
        <ActionButton variant="default" disabledReason={undefined} onClick={() => setPasting(!isPasting)}>
          Paste JSON
        </ActionButton>
        <CopyConfig
          config={() => toConfig(draft, level)}
          block={isWrong ? 'Only a form without problems can be copied' : undefined}
        />
        {kept && (
          <ActionButton
            variant="subtle"
            disabledReason={undefined}
            onClick={() => {
              keepStreamEdit(name, undefined)
              write.reset()
              setAsked(0)
              setFilled(filled + 1)
            }}
          >
            Discard what was typed
          </ActionButton>
        )}
      </div>
      {isPasting && (
        <PasteJson
          onClose={() => setPasting(false)}
          onFill={(config) => {
            set(toDraft(config))
            setPasting(false)
            setFilled(filled + 1)
          }}
        />
      )}
      <form ref={form} onSubmit={submit} className="form" noValidate>
        <BucketNote name={draft.name.trim()} isNew />
        {sealed && (
          <p className="attention form-note">{from} is sealed. The new stream is not, but denies deleting and purging like it.</p>
        )}
        {from !== undefined && !kept && (
          <p className="dim form-note">
            Everything is as in {from}. It needs a name and subjects of its own, since no two streams may store the same.
          </p>
        )}
        <StreamFields
          key={filled}
          draft={draft}
          edited={[]}
          isAsked={asked > 0}
          errors={{
            ...(asked > 0 ? problems : {}),
            ...(refusal && {
              [refusal.key]:
                refusal.key === 'name' && write.error ? (
                  <Taken words={refusal.words} name={draft.name.trim()} onShow={onShow} />
                ) : (
                  refusal.words
                ),
            }),
          }}
          onChange={set}
        />
        {write.error && !refusal && <WriteError error={write.error} what="list of streams" />}
        <div className="form-buttons">
          <ActionButton type="submit" loading={write.isPending} disabledReason={block}>
            Create the stream
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </form>
    </>
  )
}

function Taken({ words, name, onShow }: { words: string; name: string; onShow: (name: string) => void }) {
  return (
    <>
      {words}.{' '}
      <Anchor component="button" type="button" inherit onClick={() => onShow(name)}>
        Open {name}
      </Anchor>
    </>
  )
}
