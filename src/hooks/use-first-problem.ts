import { useEffect, useRef } from 'react'

/**
 * For a form that was sent with something wrong in it: `asked` counts how often, `refused` is what the server said. The first field that is
 * wrong gets the focus, so that it is seen wherever the button is.
 */
export function useFirstProblem(asked: number, refused: unknown) {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (asked > 0 || refused) form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
  }, [asked, refused])
  return form
}
