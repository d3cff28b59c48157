import type { Rule } from '~/lib/rule/rule.ts'
import type { Consumer } from './consumers.ts'
import type { HeldRow, Tally } from './held.ts'
import type { LinkError, Seq } from './types.ts'

/** What a desk works on: a consumer that it makes by a rule, or one that is there. */
export type DeskStart = { kind: 'create'; rule: Rule } | { kind: 'attach'; consumer: string }

/** Where a new consumer would begin when the old one is gone, and how much of what was decided it would deliver again. */
export type Restart = { from: 'rule' } | { from: Seq; decidedAgain: number }

export type DeskPhase =
  | { at: 'starting' }
  | { at: 'open' }
  /** The link is lost, or the server does not answer about the consumer: it is asked again by itself. */
  | { at: 'waiting'; linkIsLost: boolean; why?: LinkError }
  /** The consumer does not exist any more. Without `restart` it was not ours to make anew. */
  | { at: 'gone'; restart?: Restart }
  /** It could not be started (there is no `info` then), or cannot go on. */
  | { at: 'failed'; error: LinkError }

/**
 * Where a consumer goes on. `forgot` counts decisions that the server had and came back without: one that is killed loses what it
 * had not written yet.
 */
export type Resumed = { after: Seq; at: number; because: 'reconnect' | 'restart'; forgot: number }

/** How messages are asked for. */
export type PullMode =
  | { kind: 'idle' }
  /** So many are still wanted. */
  | { kind: 'pull'; left: number }
  /** As many as are needed to have so many in hand. */
  | { kind: 'keep'; count: number }

/** The next message at the original pace, and when it is due on the desk's clock (ms). */
export type Next = { seq: Seq; subject: string; time: string; due: number }

export type DeskStats = {
  phase: DeskPhase
  consumer: string
  /** The consumer's configuration and numbers, as last heard. */
  info?: Consumer
  /** When that was (ms), how many of the waiting pulls were ours, and why there is nothing newer. */
  numbers?: { at: number; requests: number; problem?: string }
  mode: PullMode
  /** Messages asked for that have not come. */
  outstanding: number
  /** Why nothing comes, in the server's words or ours. */
  note?: string
  error?: LinkError
  /** In hand without a doubt: can be given back without taking it from anybody. */
  certain: number
  counts: { all: number; hand: number; done: number }
  tally: Tally
  /** Decided rows that made room for others. */
  dropped: number
  log: { lines: number; dropped: number }
  /** The first delivery is after this sequence, as the server said when the consumer was made. */
  startsAfter?: Seq
  /** After the connection came back (or a restart): where it goes on. */
  resumed?: Resumed
  /** The latest delivery: what the timeline of the original pace shows. */
  head?: { seq: Seq; time: string }
  /** At the original pace; `end` when the stream has no more. Absent while that is being looked up. */
  next?: Next | 'end'
}

export type DeskView = {
  /** The desk's clock: deadlines are by it. */
  now: number
  version: number
  stats: DeskStats
  first: number
  rows: HeldRow[]
}

/** What became of a decision about several messages. `failure` is the first reason. */
export type DecideResult = { done: number; failed: number; unknown: number; failure?: LinkError }

/** What is to become of the consumer when the desk is left. */
export type Leave = 'delete' | 'keep' | 'detach'
