import { Button } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import type { MouseEvent, ReactNode } from 'react'

/** A link in the look of a button, to an address as lib/paths.ts writes it. It stays in the page, and with it the connection. */
export function HrefButton({ href, children }: { href: string; children: ReactNode }) {
  const { history } = useRouter()
  const follow = (e: MouseEvent) => {
    if (e.button !== 0 || e.metaKey || e.ctrlKey || e.shiftKey || e.altKey) return // a new tab or window is the browser's affair
    e.preventDefault()
    history.push(href)
  }
  return (
    <Button component="a" variant="default" href={href} onClick={follow}>
      {children}
    </Button>
  )
}
