import { FileButton } from '@mantine/core'
import { useState, type DragEvent, type ReactNode } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'

type Props = {
  label: string
  accept: string
  /** What was picked, in words; undefined until something is. */
  picked: ReactNode
  hint: string
  /** On the button, before and after something is picked. */
  buttons?: [first: string, again: string]
  isReading?: boolean
  multiple?: boolean
  onFiles: (files: File[]) => void
}

/** Where files are dropped or picked. */
export function FilePick({
  label,
  accept,
  picked,
  hint,
  buttons = ['Choose a file', 'Choose another'],
  isReading = false,
  multiple = false,
  onFiles,
}: Props) {
  const [isOver, setOver] = useState(false)
  const drag = (over: boolean) => (e: DragEvent) => {
    e.preventDefault()
    setOver(over)
  }
  return (
    <div
      className="drop-place"
      data-over={isOver || undefined}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(e) => {
        drag(false)(e)
        onFiles([...e.dataTransfer.files])
      }}
    >
      <FileButton
        accept={accept}
        multiple
        inputProps={{ 'aria-label': label }}
        onChange={(f) => onFiles(multiple ? f : f.slice(0, 1))}
      >
        {(props) => (
          <ActionButton variant="default" loading={isReading} disabledReason={undefined} {...props}>
            {buttons[picked ? 1 : 0]}
          </ActionButton>
        )}
      </FileButton>
      <span role="status">{picked ?? <span className="dim">{hint}</span>}</span>
    </div>
  )
}
