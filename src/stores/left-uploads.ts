import { create } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { UploadRecord } from '~/nats/obj-upload.ts'

/** An upload that may be gone on with. `modified`: when its file was last changed, ms. */
export type LeftUpload = { connection: string; record: UploadRecord; modified: number }

const NAME = 'windsock.left-uploads'
/** The newest so many are kept. */
const MOST = 500

/** `going`: those of this page; `left`: those of a page that was here before in this tab, and is gone. */
type State = { left: LeftUpload[]; going: LeftUpload[] }

/** Uploads that a reload broke off. Kept with the tab, so that another tab does not take for left what goes on in this one. */
const useLeftStore = create<State>(() => ({ left: read(), going: [] }))

/** Those of a bucket, under the connection of this name. */
export function useLeftUploads(connection: string, bucket: { name: string; created: string }): LeftUpload[] {
  return useLeftStore(useShallow(({ left }) => left.filter((l) => l.connection === connection && isOf(l, bucket))))
}

const isOf = ({ record }: LeftUpload, { name, created }: { name: string; created: string }) =>
  record.bucket === name && record.created === created

/** What may be gone on with, in whatever bucket. */
export const leftNuids = (): string[] => useLeftStore.getState().left.map(({ record }) => record.nuid)

/** What is under way now. Stored when it has changed. */
export function keepGoing(going: LeftUpload[]): void {
  const before = useLeftStore.getState().going
  if (going.length === 0 && before.length === 0) return
  useLeftStore.setState({ going })
  store()
}

/** Uploads that are gone on with: from now on they are under way. */
export function takeUp(nuids: ReadonlySet<string>): void {
  useLeftStore.setState(({ left, going }) => ({
    left: left.filter((l) => !nuids.has(l.record.nuid)),
    going: [...going, ...left.filter((l) => nuids.has(l.record.nuid))],
  }))
  store()
}

/** There is nothing of this one any more. */
export function forgetLeft(nuid: string): void {
  useLeftStore.setState(({ left }) => ({ left: left.filter((l) => l.record.nuid !== nuid) }))
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
    typeof x.modified === 'number' &&
    typeof r?.nuid === 'string' &&
    typeof r.name === 'string' &&
    typeof r.size === 'number' &&
    typeof r.chunkSize === 'number' &&
    typeof r.check?.chunks === 'number'
  )
}
