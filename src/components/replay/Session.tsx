import { SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { MessageDetail, type DetailSearch } from '~/components/messages/MessageDetail.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'
import type { DeskHook, SeenDesk } from '~/hooks/use-desk.ts'
import { saveFile } from '~/lib/clipboard.ts'
import { hasOpenPopup } from '~/lib/focus.ts'
import { count } from '~/lib/format.ts'
import { cleanSearch } from '~/lib/search.ts'
import type { Line } from '~/lib/rule/sentence.ts'
import type { Decision } from '~/nats/ack.ts'
import type { DeskStart } from '~/nats/desk-types.ts'
import type { Seq, Stream } from '~/nats/types.ts'
import { useReadOnly } from '~/stores/preferences.ts'
import { DecisionBar, type Asking } from './DecisionBar.tsx'
import { DeskFooter } from './DeskFooter.tsx'
import { DeskNumbers } from './DeskNumbers.tsx'
import { alongWords, canDecide, limitWords, resultWords } from './desk-words.ts'
import { HeldList } from './HeldList.tsx'
import { History } from './History.tsx'
import { NothingPulled } from './NothingPulled.tsx'
import { Lines } from './Outcome.tsx'
import { PaceTimeline } from './PaceTimeline.tsx'
import { PhaseNote } from './PhaseNote.tsx'
import { PullControls } from './PullControls.tsx'
import { useAlong } from './use-along.ts'
import { useChoice } from './use-choice.ts'

type SessionProps = { stream: Stream; start: DeskStart; lines: Line[]; desk: DeskHook; view: SeenDesk; onLeave: () => void }

/** Pulling, the held rows, and what is decided about them. */
export function Session({ stream, start, lines, desk, view, onLeave }: SessionProps) {
  const { stats, rows } = view
  const [active, setActive] = useState<Seq>()
  const [detail, setDetail] = useState<DetailSearch>({})
  const [isOpen, setOpen] = useState(false)
  const [autoProgress, setAutoProgress] = useState(false)
  const [asking, setAsking] = useState<Asking>()
  const [result, setResult] = useState<{ words: string; bad: boolean }>()
  const [sending, setSending] = useState(0)
  const choice = useChoice(desk.seqs, desk.show)
  const writeBlock = useWriteBlock()
  const { info } = stats
  const policy = info?.config.ack_policy
  const original = info?.config.replay_policy === 'original'
  const activeRow = rows.find((r) => r.seq === active)
  const targets = choice.chosen.size > 0 ? [...choice.chosen] : activeRow && canDecide(activeRow) ? [activeRow.seq] : []
  const along = useAlong(desk, policy === 'all', choice.chosen, active, view.version)
  const gone = { gone: 'The consumer is gone', failed: 'The session has ended', starting: 'The consumer is being made' }[
    stats.phase.at as string
  ]
  const decideBlock = writeBlock ?? gone ?? (policy === 'none' ? 'This consumer wants no acks (ack policy none)' : undefined)

  const { keepOpen, idle } = desk
  const readOnly = useReadOnly()
  useEffect(
    () => keepOpen(isOpen && autoProgress && !readOnly ? active : undefined),
    [keepOpen, isOpen, autoProgress, readOnly, active],
  )
  // Pulling takes messages from others: read-only means that too.
  useEffect(() => {
    if (readOnly) idle()
  }, [readOnly, idle])

  const open = (seq: Seq) => {
    setActive(seq)
    setOpen(true)
    void desk.keepMessage(seq)
  }
  const decide = async (seqs: Seq[], d: Decision) => {
    setSending((n) => n + 1)
    setResult(undefined)
    const outcome = await desk.decide(seqs, d)
    setSending((n) => n - 1)
    if (!outcome) return
    if ('error' in outcome) return setResult({ words: outcome.error.message, bad: true })
    choice.drop(seqs)
    setResult(resultWords(d, outcome.ok))
  }
  const decideTargets = async (d: Decision) => {
    if (choice.coming) {
      const seqs = [...(await choice.coming)]
      if (seqs.length > 0) return decide(seqs, d)
      return setResult({ words: 'None of them can be decided any more', bad: true })
    }
    const [only, second] = targets
    const goesOn = only !== undefined && second === undefined && only === active && d.kind !== 'progress'
    const next = goesOn ? nextHeld(view, only) : undefined
    void decide(targets, d)
    if (next !== undefined) open(next)
  }
  return (
    <div
      className="session"
      onKeyDown={(e) => {
        const inList = e.target instanceof HTMLElement && e.target.getAttribute('role') === 'grid'
        if (inList && e.key === ' ' && activeRow && canDecide(activeRow)) {
          e.preventDefault()
          choice.toggle(activeRow.seq)
        } else if (inList && e.key === 'a' && (e.ctrlKey || e.metaKey)) {
          e.preventDefault()
          choice.all()
        } else if (e.key === 'Escape' && !e.defaultPrevented && !hasOpenPopup()) {
          if (choice.chosen.size > 0) choice.clear()
          else setOpen(false)
        }
      }}
    >
      <PhaseNote stats={stats} start={start} onRestart={desk.restart} onLeave={onLeave} />
      {lines.length > 0 && (
        <details className="rule-said">
          <summary>What this session does</summary>
          <Lines lines={lines} />
        </details>
      )}
      <DeskNumbers stats={stats} />
      <PullControls
        mode={stats.mode}
        outstanding={stats.outstanding}
        held={limitWords(stats)}
        original={original}
        noAcks={policy === 'none'}
        block={writeBlock ?? gone}
        autoProgress={autoProgress}
        onAutoProgress={setAutoProgress}
        onPull={desk.pull}
        onKeep={desk.keep}
        onIdle={desk.idle}
      />
      {original && <PaceTimeline view={view} stream={stream} />}
      {(stats.error || stats.note) && (
        <p role="status" className={stats.error ? 'danger said' : 'attention said'}>
          {stats.error ? `${stats.error.message}. ${stats.error.next ?? ''}` : `${stats.note}.`}
        </p>
      )}
      <div className="desk-bar">
        <DecisionBar
          count={targets.length}
          coming={choice.coming !== undefined}
          block={decideBlock}
          busy={sending > 0}
          asking={asking}
          onAsk={setAsking}
          onDecide={(d) => void decideTargets(d)}
        />
        {policy === 'all' && targets.length > 0 && (
          <span className="attention">{alongWords(along, start.kind === 'attach')}</span>
        )}
        {result && (
          <span role="status" className={result.bad ? 'danger' : 'ok'}>
            {result.words}
          </span>
        )}
        <SegmentedControl
          aria-label="Which messages"
          size="xs"
          ml="auto"
          value={desk.show}
          onChange={(v) => desk.setShow(v)}
          data={[
            { value: 'all', label: `All ${count(stats.counts.all)}` },
            { value: 'hand', label: `In hand ${count(stats.counts.hand)}` },
            { value: 'done', label: `Out of hand ${count(stats.counts.done)}` },
          ]}
        />
      </div>
      <div className={isOpen && active !== undefined ? 'split' : 'split single'}>
        {stats.counts.all === 0 ? (
          <NothingPulled stats={stats} />
        ) : (
          <HeldList
            key={desk.show}
            view={view}
            total={stats.counts[desk.show]}
            chosen={choice.chosen}
            active={active}
            along={along.at(-1)}
            block={decideBlock}
            narrow={isOpen && active !== undefined}
            onActivate={open}
            onChoose={(seq, range) => choice.choose(seq, range)}
            onChooseAll={() => (choice.chosen.size > 0 ? choice.clear() : choice.all())}
            onDecide={(seq, d) => void decide([seq], d)}
            onTerm={(seq) => {
              choice.clear()
              open(seq)
              setAsking('reason')
            }}
            onVisible={desk.onVisible}
          />
        )}
        {isOpen && active !== undefined && (
          <div className="desk-detail">
            {activeRow && <History row={activeRow} />}
            <MessageDetail
              stream={stream}
              seq={active}
              search={detail}
              onSearch={(change) => setDetail((old) => cleanSearch<DetailSearch>({ ...old, ...change }))}
              onClose={() => setOpen(false)}
            />
          </div>
        )}
      </div>
      <DeskFooter
        stats={stats}
        onSave={async () => saveFile(`${stream.name}-${stats.consumer}-log.ndjson`, await desk.ndjson())}
      />
    </div>
  )
}

/** The next row in hand below the active one, to go on with. */
function nextHeld({ rows }: SeenDesk, active: Seq): Seq | undefined {
  const at = rows.findIndex((r) => r.seq === active)
  return rows.slice(at + 1).find((r) => r.state === 'held')?.seq
}
