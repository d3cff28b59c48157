import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import { payloadViews, type PayloadView } from '~/lib/payload/views.ts'
import type { TimeStyle } from '~/lib/time.ts'

type Preferences = {
  timeStyle: TimeStyle
  /** Switches every write off, visibly. */
  readOnly: boolean
  /** Keys of a single character do something. */
  singleKeys: boolean
  /** How payloads of a stream were last chosen to be shown, by its name; the latest last. */
  payloadViews: Record<string, PayloadView>
}

const REMEMBERED_STREAMS = 200

const usePreferences = create<Preferences>()(
  persist((): Preferences => ({ timeStyle: 'local', readOnly: false, singleKeys: true, payloadViews: {} }), {
    name: 'windsock.preferences',
  }),
)

export const useTimeStyle = () => usePreferences((p) => p.timeStyle)
export const setTimeStyle = (timeStyle: TimeStyle) => usePreferences.setState({ timeStyle })
export const useReadOnly = () => usePreferences((p) => p.readOnly)
export const setReadOnly = (readOnly: boolean) => usePreferences.setState({ readOnly })

export const useSingleKeys = () => usePreferences((p) => p.singleKeys)
export const setSingleKeys = (singleKeys: boolean) => usePreferences.setState({ singleKeys })
/** For a listener, which asks when a key comes. */
export const singleKeysOn = () => usePreferences.getState().singleKeys

/** How payloads of a stream are to be shown, unless that is left to what they are. */
export function usePayloadView(stream: string): PayloadView | undefined {
  const view = usePreferences((p) => (Object.hasOwn(p.payloadViews, stream) ? p.payloadViews[stream] : undefined))
  return payloadViews.find((v) => v === view) // what was stored may be of another version
}

export function rememberPayloadView(stream: string, view: PayloadView | undefined): void {
  usePreferences.setState(({ payloadViews: old }) => {
    const others = Object.entries(old).filter(([name]) => name !== stream)
    const all = view ? [...others, [stream, view] as const] : others
    return { payloadViews: Object.fromEntries(all.slice(-REMEMBERED_STREAMS)) }
  })
}
