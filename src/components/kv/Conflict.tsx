import { useState } from 'react'
import { Payloads } from '~/components/messages/Compare.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import type { PayloadClient } from '~/hooks/payload-client.ts'
import { count } from '~/lib/format.ts'
import { bytesOf } from '~/lib/kv/content.ts'
import { mergedContent } from '~/lib/kv/merge-sides.ts'
import type { KvEntry } from '~/nats/kv-types.ts'
import type { Seq } from '~/nats/types.ts'
import type { KvDraft } from '~/stores/kv-drafts.ts'
import { conflictWords } from './conflict-words.ts'
import { MergeTable } from './MergeTable.tsx'
import { useMerge } from './use-merge.ts'

type Props = {
  draft: KvDraft
  /** The newest revision; null when nothing is left of the key. */
  latest: KvEntry | null
  /** The value that was looked at went by its time to live. */
  hasExpired: boolean
  client: PayloadClient
  /** Why nothing can be saved now. */
  wrong: string | undefined
  /** Over the revision that was looked at, and over no later one. */
  onSave: (over: Seq | undefined) => void
  /** The draft goes on from their revision with what was merged. */
  onMerged: (draft: KvDraft) => void
  onTakeTheirs: () => void
}

const EMPTY = new Uint8Array()

/**
 * Base, theirs and yours; nothing is overwritten before that is asked for. What is decided about is what is on screen: a later
 * revision is announced, and takes its place when it is asked for. To be used below a key of the draft's base.
 */
export function Conflict({ draft, latest, hasExpired, client, wrong, onSave, onMerged, onTakeTheirs }: Props) {
  const [{ theirs, asExpired }, setSeen] = useState({ theirs: latest, asExpired: hasExpired })
  const isOld = theirs?.revision !== latest?.revision
  const { baseData, content } = draft
  const data = theirs?.data ?? EMPTY
  const hasValue = theirs?.operation === 'PUT'
  // What has no value has nothing to be merged with: yours stays whole.
  const merging = useMerge(client, baseData, hasValue ? data : undefined, content)
  const found = hasValue ? merging?.result : undefined
  const read = bytesOf(content)
  const words = conflictWords(draft.base, theirs, asExpired)
  const moved = theirs && { base: `${theirs.revision}`, baseData: data }
  return (
    <section className="form" aria-label="Conflict">
      {isOld && (
        <p className="kv-notice form-note" role="status">
          {latest && latest.marker !== 'MaxAge'
            ? `It was changed again, and is at revision ${count(latest.revision)} now. `
            : `The key has ${latest || hasExpired ? 'expired' : 'gone'} since. `}
          <ActionButton
            size="compact-xs"
            variant="default"
            disabledReason={undefined}
            onClick={() => setSeen({ theirs: latest, asExpired: hasExpired })}
          >
            Look at it
          </ActionButton>
        </p>
      )}
      {hasValue && !found ? (
        <Loading lines={6} label="Merging" />
      ) : found && 'chunks' in found && moved ? (
        <MergeTable
          merge={found}
          heads={{ base: words.base, theirs: words.theirs, yours: 'Yours: not saved' }}
          wrong={
            merging?.of === content && merging.theirs === data ? undefined : 'What was typed or written last is not merged yet'
          }
          onMerged={(text) => onMerged({ ...draft, ...moved, content: mergedContent(text, found, content) })}
        />
      ) : (
        <>
          {found && 'problem' in found && <p className="form-note">{found.problem}.</p>}
          <h3 className="form-note">{words.change}</h3>
          <div className="diff-heads dim" aria-hidden>
            <span>{words.base}</span>
            <span>{words.theirs}</span>
          </div>
          <Payloads
            key={`b ${theirs?.revision ?? 'none'}`}
            a={baseData}
            b={data}
            client={client}
            labelA="The base"
            labelB={words.value}
          />
          {'data' in read && (
            <>
              <h3 className="form-note">{words.against}</h3>
              <div className="diff-heads dim" aria-hidden>
                <span>{words.theirs}</span>
                <span>Yours: not saved</span>
              </div>
              <Payloads a={data} b={read.data} client={client} labelA={`${words.value} again`} labelB="Your value" />
            </>
          )}
        </>
      )}
      <div className="form-buttons">
        <ActionButton
          color="red"
          disabledReason={wrong ?? (isOld ? 'There is a later change: look at that first' : undefined)}
          onClick={() => onSave(theirs?.revision)}
        >
          {theirs ? `Save over revision ${count(theirs.revision)}` : 'Save as a new key'}
        </ActionButton>
        <ActionButton variant="default" disabledReason={undefined} onClick={onTakeTheirs}>
          {words.give}
        </ActionButton>
      </div>
    </section>
  )
}
