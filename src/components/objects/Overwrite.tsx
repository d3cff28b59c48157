import { useMediaQuery } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { VirtualGrid, type GridColumn } from '~/components/table/VirtualGrid.tsx'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { bytes, count, plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import {
  chosenOf,
  isTicked,
  nowOf,
  overOf,
  overwriteWords,
  sinceWords,
  type Over,
  type Replacing,
  type Ticks,
} from './overwrite-choice.ts'
import { useLatest, type LookAt } from './use-latest.ts'
import { WouldChange } from './WouldChange.tsx'

/** So many rows are seen at once. */
const SEEN = 6

type Props = {
  /** What would come: a file, or a copy of another object. */
  comes?: 'file' | 'copy'
  items: Replacing[]
  /** Files beside these, whose names are free. */
  others: number
  /** What is there now. */
  lookAt: LookAt
  block: string | undefined
  /** What is ticked, each with what it is to be written over; the others go along. */
  onGo: (chosen: ReadonlyMap<string, Over>) => void
  onClose: () => void
}

/**
 * Asks before objects are replaced, with what is there beside what would come: none is without its tick. What somebody changes meanwhile is
 * shown as it is then, and its tick is gone.
 */
export function Overwrite({ comes = 'file', items, others, lookAt, block, onGo, onClose }: Props) {
  const [ticks, setTicks] = useState<Ticks>(() => new Map())
  const [active, setActive] = useState(0)
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const { latest, onVisible } = useLatest(
    items.map(({ name }) => name),
    lookAt,
  )
  const chosen = chosenOf(items, latest, ticks)
  const tick = (some: Replacing[], on: boolean) => {
    const next = new Map(ticks)
    for (const item of some) {
      if (on) next.set(item.name, overOf(nowOf(item, latest)))
      else next.delete(item.name)
    }
    setTicks(next)
  }
  const toggle = (item: Replacing) => tick([item], !isTicked(item, latest, ticks))
  const what = items.length === 1 ? visible(items[0]!.name) : plural(items.length, 'object')
  const shown = items[active]
  const nothing = chosen.size + others === 0 ? 'Tick what is to be replaced first' : undefined
  const columns: GridColumn[] = [
    {
      id: 'choose',
      header: (
        <input
          type="checkbox"
          aria-label="Replace all"
          title="Replace all"
          ref={(box) => {
            if (box) box.indeterminate = chosen.size > 0 && chosen.size < items.length
          }}
          checked={chosen.size === items.length}
          onChange={() => tick(items, chosen.size < items.length)}
        />
      ),
      width: '32px',
    },
    { id: 'name', header: 'Name', width: 'minmax(90px, 1fr)' },
    { id: 'now', header: 'There now', width: isSmall ? '92px' : '270px' },
    { id: 'then', header: `The ${comes}`, width: isSmall ? '92px' : '270px' },
    ...(isSmall ? [] : [{ id: 'since', header: 'Since', width: '270px' }]),
  ]
  return (
    <Dialog onClose={onClose} size={1060} title={`Replace ${what}?`}>
      <div className="form">
        <p className="form-note">
          What is ticked is replaced: it goes for good when the new bytes are complete. What is not ticked stays as it is. One
          that somebody changes before that is left, and told.
        </p>
        <div className="tray-rows" style={{ height: 38 + 30 * Math.min(SEEN, items.length) }}>
          <VirtualGrid
            label="What is replaced"
            columns={columns}
            count={items.length}
            rowKey={(i) => items[i]?.name ?? i}
            active={active}
            onActivate={setActive}
            onSpace={(i) => items[i] && toggle(items[i])}
            onVisible={onVisible}
            renderRow={(i) => {
              const item = items[i] as Replacing // of each index
              const since = sinceWords(item, nowOf(item, latest))
              return [
                <input
                  key="choose"
                  type="checkbox"
                  aria-label={`Replace ${item.name}`}
                  checked={isTicked(item, latest, ticks)}
                  onChange={() => toggle(item)}
                />,
                <span key="name" className={isSmall && since ? 'mono attention' : 'mono'} title={since ?? item.name}>
                  {visible(item.name)}
                </span>,
                ...sizes(item, nowOf(item, latest), isSmall),
                ...(isSmall
                  ? []
                  : [
                      <span key="since" className="attention" title={since}>
                        {since}
                      </span>,
                    ]),
              ]
            }}
          />
        </div>
        {shown && isSmall && <p className="form-note attention said">{sinceWords(shown, nowOf(shown, latest))}</p>}
        {shown && <WouldChange item={shown} now={nowOf(shown, latest)} comes={comes} />}
        <div className="form-buttons">
          <ActionButton
            {...(chosen.size > 0 ? { color: 'red' } : {})}
            disabledReason={block ?? nothing}
            onClick={() => onGo(chosen)}
          >
            {overwriteWords(chosen.size, others, comes)}
          </ActionButton>
          <ActionButton variant="default" disabledReason={undefined} onClick={onClose}>
            Cancel
          </ActionButton>
        </div>
      </div>
    </Dialog>
  )
}

function sizes(item: Replacing, now: Replacing['old'] | null, isSmall: boolean): ReactNode[] {
  return [
    <span key="now">
      {!now ? 'nothing' : now.link ? 'a link' : <span title={`${count(now.size)} bytes`}>{bytes(now.size)}</span>}
      {now && !isSmall && (
        <>
          , <Time at={now.mtime} digits={0} />
        </>
      )}
    </span>,
    <span key="then">
      <span title={`${count(item.size)} bytes`}>{bytes(item.size)}</span>
      {!isSmall && (
        <>
          , <Time at={new Date(item.modified).toISOString()} digits={0} />
        </>
      )}
    </span>,
  ]
}
