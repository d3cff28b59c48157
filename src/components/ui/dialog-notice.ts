import { createContext, type ReactNode } from 'react'

/** What every dialog says above all else, since it covers the page that would say it. Apart from the dialog, which is loaded when it opens. */
export const DialogNotice = createContext<ReactNode>(undefined)
