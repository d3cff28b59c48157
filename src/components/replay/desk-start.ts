import type { Rule } from '~/lib/rule/rule.ts'

/** What a desk is started with: a consumer of its own by a rule, or one that is there already. */
export type DeskStart = { kind: 'create'; rule: Rule } | { kind: 'attach'; consumer: string }
