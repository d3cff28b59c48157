import { lazy, Suspense } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { useWriteBlock } from '~/hooks/use-connection.ts'

const CreateStream = lazy(() => import('./CreateStream.tsx'))

type Props = {
  /** Whether the form is open, which the address says. */
  isOpen: boolean
  from: string | undefined
  onOpen: () => void
  onClose: () => void
  onShow: (name: string) => void
}

/** Opens the form for a new stream, then what was made. */
export function CreateStreamButton({ isOpen, onOpen, ...form }: Props) {
  const block = useWriteBlock()
  return (
    <>
      <ActionButton disabledReason={block} onClick={onOpen}>
        Create stream
      </ActionButton>
      {isOpen && (
        <Suspense>
          <CreateStream key={form.from ?? ''} {...form} />
        </Suspense>
      )}
    </>
  )
}
