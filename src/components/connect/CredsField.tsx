import { Button, FileButton, Input } from '@mantine/core'
import { useState, type DragEvent } from 'react'

type Props = { name: string; problem: string | undefined; onRead: (text: string, name: string) => void }

/** A .creds file, picked or dropped. It is read in the page and kept in memory only. */
export function CredsField({ name, problem, onRead }: Props) {
  const [over, setOver] = useState(false)
  const read = (file: File | null | undefined) => {
    if (file) void file.text().then((text) => onRead(text, file.name))
  }
  const drop = (e: DragEvent) => {
    e.preventDefault()
    setOver(false)
    read(e.dataTransfer.files[0])
  }
  return (
    <Input.Wrapper
      label=".creds file"
      description="Read in this page, kept in memory, never stored or sent anywhere but to the server"
      error={problem}
    >
      <div
        role="group"
        aria-label="Drop a .creds file here"
        onDragOver={(e) => {
          e.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        style={{
          border: `1px dashed ${over ? 'var(--accent)' : 'var(--line)'}`,
          borderRadius: 4,
          padding: 12,
          display: 'flex',
          gap: 12,
          alignItems: 'center',
        }}
      >
        <FileButton onChange={read} accept=".creds,text/plain">
          {(props) => (
            <Button variant="default" {...props}>
              Pick a file
            </Button>
          )}
        </FileButton>
        <span className={name ? 'mono' : 'dim'}>{name || 'or drop it here'}</span>
      </div>
    </Input.Wrapper>
  )
}
