import { Outlet, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useNoStrayDrop } from '~/hooks/no-stray-drop.ts'
import { useRefetchAfterReconnect } from '~/hooks/use-connection.ts'
import { useConn, useHasConnection } from '~/stores/connection.ts'
import { useHasTransfers } from '~/stores/transfers.ts'
import { DialogNotice } from '~/components/ui/dialog-notice.ts'
import { Header } from './Header.tsx'
import { LinkBanner } from './LinkBanner.tsx'
import { LinkNotice } from './LinkNotice.tsx'
import { Rail } from './Rail.tsx'
import { ToConnect } from './ToConnect.tsx'

const TransferTray = lazy(() => import('~/components/objects/TransferTray.tsx'))

/** Header, rail and the page. A page other than /connect is only shown when there is a connection to show it for. */
export function Shell() {
  const conn = useConn()
  const hasConnection = useHasConnection()
  const hasTransfers = useHasTransfers()
  // The page that is drawn, which for a moment is not yet the one that the address already names.
  const page = useRouterState({ select: (s) => s.matches.at(-1)?.routeId })
  useRefetchAfterReconnect()
  useNoStrayDrop()
  return (
    <DialogNotice value={<LinkNotice />}>
      <div className="shell">
        <Header />
        <Rail />
        <main id="main" tabIndex={-1}>
          {/* A different connection is a different world: nothing of the old one may stay on screen. */}
          {page === '/connect' ? <Outlet /> : hasConnection ? <Connected key={conn?.id} /> : <ToConnect />}
        </main>
        {hasTransfers && (
          <Suspense>
            <TransferTray />
          </Suspense>
        )}
      </div>
    </DialogNotice>
  )
}

function Connected() {
  return (
    <>
      <LinkBanner />
      <Outlet />
    </>
  )
}
