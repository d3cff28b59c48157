import { useCallback, useEffect, useState } from 'react'
import { copyText } from '~/lib/clipboard.ts'

const SHOWN_MS = 3000

/** Copies, and says for a moment what was copied or why not. */
export function useCopy() {
  const [said, setSaid] = useState<{ words: string }>()
  const say = useCallback((words: string) => setSaid({ words }), [])
  useEffect(() => {
    const timer = setTimeout(() => setSaid(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = useCallback(
    (what: string, text: string | Promise<string>) =>
      void Promise.resolve(text)
        .then(copyText)
        .then(
          () => say(`${what} copied`),
          (e: unknown) => say(`${what} could not be copied: ${(e as Error).message}`),
        ),
    [say],
  )
  return { said: said?.words ?? '', copy, say }
}
