import { ActionIcon, Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import type { Searching } from '~/hooks/search-session.ts'
import { useSearch } from '~/hooks/use-search.ts'
import { percent } from '~/lib/format.ts'
import type { FindSearch } from '~/lib/search.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { addressOf, fieldsFrom, planOf, type SearchFields, type SearchProblems } from './search-fields.ts'
import { coverageSentence, foundSentence, progressSentence } from './search-words.ts'
import { SearchForm } from './SearchForm.tsx'
import { SearchResults } from './SearchResults.tsx'

type Props = {
  stream: Stream
  filters: string[]
  search: FindSearch
  set: (change: FindSearch) => void
  open: Seq | undefined
  onOpen: (seq: Seq) => void
  onClose: () => void
}

/** Finds messages by what they say. It starts when told to, says what it has searched and what not, and can be stopped and gone on with. */
export function SearchPanel({ stream, filters, search, set, open, onOpen, onClose }: Props) {
  const [fields, setFields] = useState(() => fieldsFrom(search))
  const [problems, setProblems] = useState<SearchProblems>({})
  // Another search in the address (a link, Back) fills the form anew.
  const place = JSON.stringify(addressOf(fieldsFrom(search)))
  const [shown, setShown] = useState(place)
  if (shown !== place) {
    setShown(place)
    setFields(fieldsFrom(search))
    setProblems({})
  }
  const { searching, failure, start, stop, goOn } = useSearch(stream)
  const live = useIsLive()
  const running = searching?.state === 'running'
  const submit = () => {
    const result = planOf(fields, filters)
    setProblems('problems' in result ? result.problems : {})
    if ('problems' in result || !live) return
    set(addressOf(fields))
    start(result.plan)
  }
  const type = (change: Partial<SearchFields>) => setFields({ ...fields, ...change })
  return (
    <section
      className="panel search"
      aria-label="Search in this stream"
      onKeyDown={(e) => e.key === 'Escape' && !e.defaultPrevented && onClose()}
    >
      <div className="body">
        <SearchForm
          fields={fields}
          problems={problems}
          set={type}
          onSubmit={submit}
          disabledReason={live ? undefined : 'Not connected'}
        >
          {running && (
            <Button variant="default" onClick={stop}>
              Stop
            </Button>
          )}
          {(searching?.state === 'stopped' || searching?.state === 'failed') && (
            <Button variant="default" disabled={!live} onClick={goOn}>
              Go on
            </Button>
          )}
          <ActionIcon ml="auto" variant="subtle" color="gray" aria-label="Close the search" onClick={onClose}>
            <IconX size={16} />
          </ActionIcon>
        </SearchForm>
        {failure && <ErrorNote error={failure} />}
        {searching?.error && <ErrorNote error={searching.error} />}
        {searching ? (
          <Progress searching={searching} />
        ) : (
          <span className="dim">
            Reads the messages between the bounds in a worker{filters.length > 0 ? ', of the subjects above' : ''}. Takes no
            message from anybody.
          </span>
        )}
      </div>
      {searching && searching.hits.length > 0 && <SearchResults hits={searching.hits} open={open} onOpen={onOpen} />}
    </section>
  )
}

function Progress({ searching: s }: { searching: Searching }) {
  const share = s.total === 0n ? 1 : Number((s.covered * 10_000n) / s.total) / 10_000
  return (
    <div className="search-progress">
      <div
        className="meter"
        role="progressbar"
        aria-label="Searched"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.floor(share * 100)}
      >
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <span>
        <strong>{foundSentence(s)}</strong>{' '}
        <span>
          {s.state === 'running' ? `· ${percent(share)} ` : s.state === 'stopped' ? `· stopped at ${percent(share)} ` : ''}
        </span>
        {/* Only what changes rarely is announced. */}
        <span role="status" className="attention">
          {s.state === 'running' && s.waiting !== undefined ? `Waiting: ${s.waiting?.message ?? 'connecting'}. ` : ''}
        </span>
        <span className="num">{progressSentence(s)}.</span>
      </span>
      <span className="dim">{coverageSentence(s)}</span>
    </div>
  )
}
