import { ActionIcon, TextInput } from '@mantine/core'
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { count } from '~/lib/format.ts'

type Props = {
  query: string
  onQuery: (query: string) => void
  /** How many there are; absent while they are looked for. */
  total: number | undefined
  more: boolean
  /** Which one is shown. */
  at: number
  onMove: (to: number) => void
  input: Ref<HTMLInputElement>
  children?: ReactNode
}

/** Search in a payload: how often it is in there, next (Enter) and previous (Shift and Enter). */
export function FindBar({ query, onQuery, total, more, at, onMove, input, children }: Props) {
  const step = (by: 1 | -1) => total && onMove((at + by + total) % total)
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.key === 'Enter') {
      e.preventDefault()
      step(e.shiftKey ? -1 : 1)
    } else if (e.key === 'Escape' && query !== '') {
      e.preventDefault()
      e.stopPropagation() // it is the search that ends, not the message that closes
      onQuery('')
    }
  }
  return (
    <div className="find-bar">
      <TextInput
        ref={input}
        size="xs"
        placeholder="Find"
        aria-label="Find in the payload"
        value={query}
        onChange={(e) => onQuery(e.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <span className="dim" role="status" aria-label="Found">
        {words(query, total, more, at)}
      </span>
      <ActionIcon variant="subtle" color="gray" aria-label="Previous" disabled={!total} onClick={() => step(-1)}>
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon variant="subtle" color="gray" aria-label="Next" disabled={!total} onClick={() => step(1)}>
        <IconChevronDown size={16} />
      </ActionIcon>
      <span className="push" />
      {children}
    </div>
  )
}

function words(query: string, total: number | undefined, more: boolean, at: number): string {
  if (query === '') return ''
  if (total === undefined) return '…'
  return total === 0 ? 'none' : `${count(at + 1)} of ${count(total)}${more ? '+' : ''}`
}

/** Ctrl-F (Command-F) inside of an element goes to its own search. */
export function focusOnFind(e: KeyboardEvent, input: HTMLInputElement | null): void {
  if (e.key !== 'f' || !(e.ctrlKey || e.metaKey) || !input) return
  e.preventDefault()
  input.select()
}
