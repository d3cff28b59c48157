import { useEffect, useState } from 'react'
import { missingIn, readDraft, type RuleDraft } from '~/lib/rule/draft.ts'
import { addressOf, draftOf } from '~/lib/rule/rule-url.ts'
import type { RuleField, RuleProblems } from '~/lib/rule/rule-problems.ts'
import type { Rule } from '~/lib/rule/rule.ts'
import type { ReplaySearch } from '~/lib/search.ts'
import { parseTime } from '~/lib/time.ts'

export type RuleFormState = {
  draft: RuleDraft
  set: (change: Partial<RuleDraft>) => void
  problems: RuleProblems
  /** Of these fields, those that are still to be filled in. */
  missing: RuleField[]
  /** Absent while something in the form is wrong. */
  rule?: Rule
  /** The rule but for its start, where only that is missing. */
  soFar?: Rule
  /** False while typing goes on. */
  settled: boolean
  /** Writes what is typed into the address at once. */
  flush: () => void
  /** A time like "15m" as the moment that it meant when it was typed. */
  fixTime: () => void
}

const TYPING_MS = 250

/**
 * The form of a rule and its address. What is typed goes into the address a moment later; an address that comes from elsewhere
 * (a link, Back) fills the form anew.
 */
export function useRuleForm(search: ReplaySearch, write: (address: ReplaySearch) => void): RuleFormState {
  // `now` is when a time was typed: "15m" must not move while other fields are changed.
  const [{ draft, now }, setTyped] = useState(() => ({ draft: draftOf(search), now: Date.now() }))
  const address = addressOf(draft, now)
  const [own, arrived] = [keyOf(address), keyOf(addressOf(draftOf(search)))]
  const [seen, setSeen] = useState(arrived)
  const [written, setWritten] = useState(arrived)
  if (seen !== arrived) {
    setSeen(arrived)
    // What we wrote ourselves may arrive when more has been typed already.
    if (arrived !== written && arrived !== own) {
      setTyped({ draft: draftOf(search), now: Date.now() })
      setWritten(arrived)
    }
  }

  const flush = () => {
    if (own === arrived) return
    setWritten(own)
    write(address)
  }
  useEffect(() => {
    const timer = setTimeout(flush, TYPING_MS)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `own` says all that is to be written, by value
  }, [own])

  const read = readDraft(draft, now)
  return {
    draft,
    set: (change) => setTyped((t) => ({ draft: { ...t.draft, ...change }, now: 'time' in change ? Date.now() : t.now })),
    missing: missingIn(draft),
    settled: own === arrived,
    flush,
    fixTime: () => setTyped((t) => ({ ...t, draft: { ...t.draft, time: parseTime(t.draft.time, t.now) ?? t.draft.time } })),
    ...('rule' in read ? { rule: read.rule, problems: {} } : read),
  }
}

function keyOf(address: ReplaySearch): string {
  return JSON.stringify(
    address,
    Object.keys(address)
      .filter((k) => k !== 'attach')
      .sort(),
  )
}
