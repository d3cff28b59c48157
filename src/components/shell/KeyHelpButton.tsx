import { ActionIcon } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useKeys } from '~/hooks/use-keys.ts'

const KeyHelp = lazy(() => import('./KeyHelp.tsx'))

/** Opens the list of keys; so does the key ?. */
export function KeyHelpButton() {
  const [open, setOpen] = useState(false)
  useKeys({ '?': () => setOpen(true) })
  return (
    <>
      <ActionIcon
        title="Keys (?)"
        variant="subtle"
        color="gray"
        aria-label="Keys"
        className="wide-only"
        onClick={() => setOpen(true)}
      >
        <IconKeyboard size={18} />
      </ActionIcon>
      {open && (
        <Suspense>
          <KeyHelp onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
