import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { UploadRecord } from '~/nats/obj-upload.ts'

/**
 * An upload that may be gone on with. `modified`: when its file was last changed, ms; `page`: whose it was, see lockOf; `isLeft`: it has
 * failed in its page, for a file that was not its own.
 */
export type LeftUpload = { connection: string; record: UploadRecord; modified: number; page: string; isLeft?: boolean }

const NAME = 'windsock.left-uploads'
/** The newest so many are kept. */
const MOST = 500

/** `going`: those of this page; `left`: those of a page that was here before in this tab, and is gone. */
type State = { left: LeftUpload[]; going: LeftUpload[] }

/** Uploads that a reload broke off. They are kept with the tab. */
const useLeftStore = create<State>(() => ({ left: [], going: [] }))

const page = crypto.getRandomValues(new Uint32Array(4)).join('-')
/** Held by a page with uploads for as long as it lives: a tab that was duplicated has what is stored of them too. */
const lockOf = (of: string) => `windsock uploads of ${of}`
let isLocked = false

function lock(): void {
  if (isLocked) return
  isLocked = true
  void locks()?.request(lockOf(page), () => new Promise(() => {}))
}

/** There are none where the page came over plain http from elsewhere. */
const locks = () => ('locks' in navigator ? (navigator.locks as LockManager | undefined) : undefined)

/** Takes what is stored for left as soon as its page is gone. */
function load(): void {
  const stored = read()
  for (const of of new Set(stored.map((l) => l.page))) {
    const uploads = stored.filter((l) => l.page === of)
    const add = () => useLeftStore.setState(({ left }) => ({ left: [...uploads, ...left] }))
    const manager = locks()
    if (manager) void manager.request(lockOf(of), add)
    else if (isReload()) add()
  }
}

function isReload(): boolean {
  const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[] // of this type
  return entry?.type === 'reload'
}

/** Those of a bucket, under the connection of this name. */
export function useLeftUploads(connection: string, bucket: { name: string; created: string }): LeftUpload[] {
  return useLeftStore(
    useShallow(({ left, going }) =>
      [...left, ...going.filter((l) => l.isLeft)].filter((l) => l.connection === connection && isOf(l, bucket)),
    ),
  )
}

const isOf = ({ record }: LeftUpload, { name, created }: { name: string; created: string }) =>
  record.bucket === name && record.created === created

/** What may be gone on with, in whatever bucket. */
export const leftNuids = (): string[] => useLeftStore.getState().left.map(({ record }) => record.nuid)

/** What is under way now. Stored when it has changed. */
export function keepGoing(uploads: Omit<LeftUpload, 'page'>[]): void {
  const before = useLeftStore.getState().going
  if (uploads.length === 0 && before.length === 0) return
  lock()
  const told = new Set(uploads.map((u) => u.record.nuid))
  const known = new Map(before.map((l) => [l.record.nuid, l]))
  useLeftStore.setState(({ left }) => ({
    // Its row was cleared: what was sent of it is there all the same.
    left: [...left, ...before.filter((l) => l.isLeft && !told.has(l.record.nuid))],
    going: uploads.map((u) => {
      const old = known.get(u.record.nuid)
      return u.isLeft && old?.isLeft ? old : { ...u, page }
    }),
  }))
  store()
}

/** What is under way ends with its connection, and is left for as long as it is not known that nothing of it is there. Gives its chunks, but for what was left before. */
export function leaveGoing(): string[] {
  const { left, going } = useLeftStore.getState()
  useLeftStore.setState({ left: [...left, ...going], going: [] })
  return going.filter((l) => !l.isLeft).map(({ record }) => record.nuid)
}

/** Uploads that are gone on with: from now on they are under way. */
export function takeUp(nuids: ReadonlySet<string>): void {
  useLeftStore.setState(({ left, going }) => ({
    left: left.filter((l) => !nuids.has(l.record.nuid)),
    going: [...going, ...left.filter((l) => nuids.has(l.record.nuid)).map((l) => ({ ...l, page }))],
  }))
  if (nuids.size === 0) return
  lock()
  store()
}

/** There is nothing of this one any more. */
export function forgetLeft(nuid: string): void {
  const without = (all: LeftUpload[]) => all.filter((l) => l.record.nuid !== nuid)
  useLeftStore.setState(({ left, going }) => ({ left: without(left), going: without(going) }))
  store()
}

function store(): void {
  const { left, going } = useLeftStore.getState()
  try {
    const all = [...left, ...going].slice(-MOST)
    if (all.length === 0) sessionStorage.removeItem(NAME)
    else sessionStorage.setItem(NAME, JSON.stringify(all))
  } catch {
    // The browser's storage is full or forbidden: then what a reload breaks off is found as orphans.
  }
}

function read(): LeftUpload[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(NAME) ?? '[]')
    return Array.isArray(stored) ? stored.filter(isLeft) : []
  } catch {
    return []
  }
}

function isLeft(x: Partial<LeftUpload> | null): x is LeftUpload {
  const r = x?.record
  return (
    typeof x?.connection === 'string' &&
    typeof x.page === 'string' &&
    typeof x.modified === 'number' &&
    typeof r?.nuid === 'string' &&
    typeof r.name === 'string' &&
    typeof r.size === 'number' &&
    typeof r.chunkSize === 'number' &&
    typeof r.check?.chunks === 'number'
  )
}

if (typeof window !== 'undefined') load()
