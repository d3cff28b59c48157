import { Modal, type ModalProps } from '@mantine/core'
import { use, useEffect, useState } from 'react'
import { DialogNotice } from './dialog-notice.ts'

/**
 * A dialog that is open for as long as it is there. Mantine gives the focus back only where a dialog that stays is closed; here it
 * goes back to what opened it, to the button of a menu, or, where that has gone too, to the page.
 */
export function Dialog({ children, ...props }: Omit<ModalProps, 'opened'>) {
  const notice = use(DialogNotice)
  const [opener] = useState(findOpener)
  useEffect(
    () => () => {
      // Where it was not lost with the dialog, somebody has put it somewhere already.
      setTimeout(() => document.activeElement === document.body && giveBack(opener))
    },
    [opener],
  )
  return (
    <Modal closeButtonProps={{ 'aria-label': 'Close' }} {...props} opened>
      {notice}
      {children}
    </Modal>
  )
}

function findOpener(): Element | null {
  const menu = document.activeElement?.closest('[role=menu]')
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : document.activeElement
}

function giveBack(opener: Element | null) {
  const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body
  const to = isThere ? opener : document.getElementById('main')
  to?.focus({ preventScroll: true })
}
