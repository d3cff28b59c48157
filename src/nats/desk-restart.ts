import type { Rule } from '~/lib/rule/rule.ts'
import type { Restart } from './desk-types.ts'
import type { HeldMessages } from './held.ts'
import type { Retention, Seq } from './types.ts'

/**
 * Where a consumer begins that takes the place of one that is gone: after the last message below which everything was decided,
 * or where the first one began, so that nothing is left out. The last of each subject cannot be told by a sequence: there the
 * rule itself is used again.
 */
export function restartRule(
  rule: Rule,
  retention: Retention,
  held: HeldMessages,
  startsAfter: Seq | undefined,
  /** Something above this was delivered and never came: the new one has to begin at or below it. */
  cap: Seq | undefined,
): Restart {
  // A work queue has only what is not decided, and takes no other start than its beginning.
  if (rule.deliver.from === 'last_per_subject' || retention === 'workqueue') return { from: 'rule' }
  const decided = held.floor() ?? startsAfter
  if (decided === undefined) return { from: 'rule' }
  const floor = cap !== undefined && cap < decided ? cap : decided
  return { from: floor + 1n, decidedAgain: held.decidedAbove(floor) }
}
