import { create } from 'zustand'
import type { LinkError } from '~/nats/types.ts'
import type { TransferRow, TransferTotals } from '~/nats/obj-transfers.ts'

export type Transfers = { rows: TransferRow[]; first: number; totals: TransferTotals }

type State = { view: Transfers | undefined; failure: LinkError | undefined }

/** What the worker that moves objects has told last. It outlives the pages: the tray is above them. */
const useTransferStore = create<State>(() => ({ view: undefined, failure: undefined }))

export const useTransfers = () => useTransferStore((s) => s.view)
/** How many are not ended yet, paused ones too. */
export const useOpenTransfers = () => useTransferStore((s) => s.view?.totals.open ?? 0)
export const useTransferFailure = () => useTransferStore((s) => s.failure)
export const useHasTransfers = () => useTransferStore((s) => s.failure !== undefined || (s.view?.totals.transfers ?? 0) > 0)
export const showTransfers = (view: Transfers | undefined) => useTransferStore.setState({ view })
export const failTransfers = (failure: LinkError | undefined) => useTransferStore.setState({ failure })
