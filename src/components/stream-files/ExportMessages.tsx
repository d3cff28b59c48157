import { NativeSelect, Radio, SegmentedControl, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { BulkModal } from '~/components/kv/BulkModal.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useIsLive } from '~/hooks/use-connection.ts'
import { useStreamFiles } from '~/hooks/use-stream-files.ts'
import { chooseFile, saveBlob } from '~/lib/clipboard.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { plainDigits, sequenceProblem } from '~/lib/sequence.ts'
import { joinSubjects, splitSubjects } from '~/lib/subjects-text.ts'
import { filterProblem } from '~/lib/subjects.ts'
import { parseTime } from '~/lib/time.ts'
import type { Bound } from '~/nats/stream-export.ts'
import type { Seq } from '~/nats/types.ts'
import { FileProgress } from './FileProgress.tsx'

type End = { by: 'end' | 'seq' | 'time'; text: string }

/** What the dialog begins with. `seqs`: messages that can be exported alone: the open one, or those that are chosen. */
export type ExportStart = { from?: End; to?: End; filters?: string[]; seqs?: Seq[] | undefined }

const EXPORTING = 'Exporting'

/** Writes the messages of a range into a file. */
export function ExportMessages({ stream, start, onClose }: { stream: string; start: ExportStart; onClose: () => void }) {
  const files = useStreamFiles()
  const isLive = useIsLive()
  const [one, setOne] = useState(start.seqs !== undefined && start.seqs.length > 1)
  const [from, setFrom] = useState<End>(start.from ?? { by: 'end', text: '' })
  const [to, setTo] = useState<End>(start.to ?? { by: 'end', text: '' })
  const [filter, setFilter] = useState(joinSubjects(start.filters ?? []))
  const [format, setFormat] = useState<'ndjson' | 'csv'>('ndjson')
  const [said, setSaid] = useState<string>()
  const { view, failure, busy, run } = files
  const filters = [...new Set(splitSubjects(filter))]
  const badFilter = filters.map((f) => filterProblem(f)).find((p) => p !== undefined)
  const problems = one ? [] : [endProblem(from), endProblem(to), badFilter]
  const reason = !isLive
    ? 'Not connected: it can be exported when the connection is back'
    : problems.some((p) => p !== undefined)
      ? 'Mend the fields above first'
      : undefined
  const submit = async (e: FormEvent) => {
    e.preventDefault()
    if (reason || busy) return
    setSaid(undefined)
    const name = `${stream}.${format}`
    const handle = await chooseFile(name)
    if (handle === 'cancelled') return
    const range = { from: boundOf(from), to: boundOf(to), filters }
    const what = one && start.seqs ? { seqs: start.seqs } : range
    const done = await run(EXPORTING, (w) => w.export(stream, what, format, { name, handle }))
    if (!done) return
    if (done.blob) saveBlob(name, done.blob)
    const gone = done.gone > 0 ? `; ${count(done.gone)} had gone by then` : ''
    setSaid(
      `${plural(done.messages, 'message')} (${bytes(done.bytes)} of payload) up to sequence ${count(done.to)} saved to ${handle?.name ?? name}${gone}.`,
    )
  }
  const at = view.exporting
  return (
    <BulkModal
      title={`Export messages of ${stream}`}
      busy={busy}
      leaving="Leaving stops it. Of an export that is not whole no file is kept."
      onClose={onClose}
    >
      <form onSubmit={(e) => void submit(e)} className="form">
        <fieldset className="plain form" disabled={busy !== undefined}>
          {start.seqs && (
            <Radio.Group label="Which messages" value={one ? 'one' : 'range'} onChange={(v) => setOne(v === 'one')}>
              <div className="stack bulk-options">
                <Radio size="xs" value="range" label="Those of a range" />
                <Radio
                  size="xs"
                  value="one"
                  label={
                    start.seqs.length === 1
                      ? `Only the open one, sequence ${count(start.seqs[0]!)}`
                      : `Only the ${count(start.seqs.length)} that are chosen`
                  }
                />
              </div>
            </Radio.Group>
          )}
          {!one && (
            <>
              <div className="form-columns">
                <EndField label="From" ends="the first message" end={from} onEnd={setFrom} />
                <EndField label="To" ends="the last message, as it is now" end={to} onEnd={setTo} />
              </div>
              <TextInput
                label="Subjects"
                description="Filters, separated by commas; all when empty"
                className="mono-input"
                placeholder="orders.eu.>"
                value={filter}
                error={badFilter}
                onChange={(e) => setFilter(e.currentTarget.value)}
              />
            </>
          )}
          <div>
            <SegmentedControl
              aria-label="Format"
              disabled={busy !== undefined}
              data={[
                { value: 'ndjson', label: 'NDJSON, a message a line' },
                { value: 'csv', label: 'CSV' },
              ]}
              value={format}
              onChange={setFormat}
            />
          </div>
        </fieldset>
        <p className="dim form-note">
          {format === 'ndjson'
            ? 'Headers and payloads are kept byte for byte; what is not text is written as base64. It can be imported again.'
            : 'Exact, so nothing guards against formulas: in a spreadsheet import the columns as text. It cannot be imported again.'}
        </p>
        {failure && <ErrorNote error={failure} />}
        {said && (
          <p className="form-note ok" role="status">
            {said}
          </p>
        )}
        {busy === EXPORTING ? (
          <FileProgress
            label={EXPORTING}
            done={at ? Number(at.through - at.from) + 1 : 0}
            total={at ? Number(at.to - at.from) + 1 : 0}
            moved={at?.chars ?? 0}
            waiting={view.waiting}
            onCancel={files.cancel}
          >
            {plural(at?.messages ?? 0, 'message')}
            {at && at.to > 0n && `, at sequence ${count(at.through)} of ${count(at.to)}`}
          </FileProgress>
        ) : (
          <div>
            <ActionButton type="submit" disabledReason={reason}>
              {one && start.seqs?.length === 1 ? 'Export the message' : 'Export messages'}
            </ActionButton>
          </div>
        )}
      </form>
    </BulkModal>
  )
}

type EndProps = { label: string; ends: string; end: End; onEnd: (end: End) => void }

/** One end of the range, by what it is meant. */
function EndField({ label, ends, end, onEnd }: EndProps) {
  return (
    <div className="form">
      <NativeSelect
        label={label}
        data={[
          { value: 'end', label: ends },
          { value: 'seq', label: 'a sequence' },
          { value: 'time', label: 'a time' },
        ]}
        value={end.by}
        onChange={(e) => onEnd({ ...end, by: e.currentTarget.value as End['by'] })}
      />
      {end.by !== 'end' && (
        <TextInput
          aria-label={`${label} ${end.by === 'seq' ? 'sequence' : 'time'}`}
          className="mono-input"
          placeholder={end.by === 'seq' ? '1' : '2026-01-31 14:30 or 15m ago'}
          value={end.text}
          error={end.text === '' ? undefined : endProblem(end)}
          onChange={(e) => onEnd({ ...end, text: e.currentTarget.value })}
        />
      )}
    </div>
  )
}

function endProblem({ by, text }: End): string | undefined {
  if (by === 'seq') return sequenceProblem(text)
  if (by === 'time' && parseTime(text) === undefined) return 'Not a time: try 2026-01-31 14:30, 14:30 or 15m'
  return undefined
}

function boundOf({ by, text }: End): Bound {
  if (by === 'seq') return { seq: BigInt(plainDigits(text)) }
  const time = by === 'time' ? parseTime(text) : undefined
  return time === undefined ? undefined : { time }
}
