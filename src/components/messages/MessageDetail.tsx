import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { failureOf } from '~/components/shared/Staleness.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useMessage } from '~/hooks/messages.ts'
import { usePayloadClient } from '~/hooks/payload.ts'
import { bytes, count } from '~/lib/format.ts'
import type { MessagesSearch } from '~/lib/search.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { deleteMessageBlock } from '~/components/stream-removal/removal-words.ts'
import { SendAgain } from '~/components/publish/SendAgain.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import { Compare } from './Compare.tsx'
import { Gone } from './Gone.tsx'
import { WholeMessage } from './WholeMessage.tsx'

const DeleteMessages = lazy(() =>
  import('~/components/stream-removal/DeleteMessages.tsx').then((m) => ({ default: m.DeleteMessages })),
)

/** What of the address is about the open message. */
export type DetailSearch = Pick<MessagesSearch, 'view' | 'stored' | 'compare'>

type Props = {
  stream: Stream
  seq: Seq
  search: DetailSearch
  onSearch: (change: { [name in keyof DetailSearch]?: DetailSearch[name] | undefined }) => void
  onClose: () => void
}

/** One message, whole, or side by side with the one that it is compared with. */
export function MessageDetail({ stream, seq, search, onSearch, onClose }: Props) {
  const client = usePayloadClient()
  const query = useMessage(stream, seq)
  const failure = failureOf(query)
  const write = useWriteBlock()
  const [deleting, setDeleting] = useState(false)
  const pinned = search.compare === undefined ? undefined : BigInt(search.compare)
  const comparing = pinned !== undefined && pinned !== seq
  return (
    <section className="panel detail" aria-label={`Message ${seq}`}>
      <h2 className="detail-head">
        <span>
          {comparing ? (
            <>
              Messages <span className="mono">{count(pinned)}</span> and{' '}
            </>
          ) : (
            'Message '
          )}
          <span className="mono">{count(seq)}</span>
        </span>
        <span className="push" />
        <span className="message-actions">
          {pinned === undefined ? (
            <Button variant="subtle" size="compact-xs" onClick={() => onSearch({ compare: String(seq) })}>
              Compare
            </Button>
          ) : (
            <Button variant="subtle" size="compact-xs" onClick={() => onSearch({ compare: undefined })}>
              Stop comparing
            </Button>
          )}
          {query.data && <SendAgain stream={stream} message={query.data} />}
          {query.data && (
            <ActionButton
              variant="subtle"
              color="red"
              size="compact-xs"
              disabledReason={deleteMessageBlock(stream) ?? write}
              onClick={() => setDeleting(true)}
            >
              Delete
            </ActionButton>
          )}
        </span>
        <ActionIcon variant="subtle" color="gray" aria-label="Close the message" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </h2>
      {deleting && query.data && (
        <Suspense fallback={null}>
          <DeleteMessages stream={stream} seqs={[seq]} onClose={() => setDeleting(false)}>
            <p className="form-note mono">
              {query.data.subject}, {bytes(query.data.data.length)}, <Time at={query.data.time} />
            </p>
          </DeleteMessages>
        </Suspense>
      )}
      <div className="body">
        {pinned === seq && (
          <p className="payload-note" role="status">
            Open another message from the list: it is compared with this one.
          </p>
        )}
        {failure ? (
          <ErrorNote error={failure} />
        ) : query.data === undefined ? (
          <Loading lines={10} label="Loading the message" />
        ) : query.data === null ? (
          <Gone stream={stream} seq={seq} />
        ) : comparing ? (
          <Compare stream={stream} pinned={pinned} message={query.data} client={client} view={search.view} />
        ) : (
          // What is known of a message does not change, so a fetch of the same one is not looked at again.
          <WholeMessage
            key={`${stream.created} ${seq}`}
            stream={stream.name}
            message={query.data}
            client={client}
            search={search}
            onSearch={onSearch}
          />
        )}
      </div>
    </section>
  )
}
