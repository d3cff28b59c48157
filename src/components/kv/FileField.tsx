import { Button, Input } from '@mantine/core'
import { useId, useState } from 'react'
import { plural } from '~/lib/format.ts'
import type { Content } from '~/lib/kv/content.ts'
import { hexLine } from '~/lib/payload/encode.ts'
import { visible } from '~/lib/payload/text.ts'

type Props = {
  label: string
  content: Extract<Content, { as: 'file' }>
  onContent: (content: Content) => void
  /** Why a file of so many bytes would be refused: it is not even read then. */
  sizeProblem: (size: number) => string | undefined
  error: string | undefined
}

/**
 * A file's content as the value: picked or dropped. One that is too large is refused; what was there stays, and is not the value again
 * before that was said.
 */
export function FileField({ label, content, onContent, sizeProblem, error }: Props) {
  const id = useId()
  const [isOver, setIsOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    const problem = sizeProblem(file.size)
    if (problem) return onContent({ ...content, refused: `${file.name}: ${problem}` })
    try {
      onContent({ as: 'file', name: file.name, data: new Uint8Array(await file.arrayBuffer()) })
    } catch {
      onContent({ ...content, refused: `${file.name} could not be read: it may have been moved, or be a folder` })
    }
  }
  const { name, data, refused } = content
  return (
    <div>
      <Input.Label htmlFor={id}>{label}, from a file</Input.Label>
      <div
        className={isOver ? 'drop-zone over' : 'drop-zone'}
        onDragOver={(e) => {
          e.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={() => setIsOver(false)}
        onDrop={(e) => {
          e.preventDefault()
          setIsOver(false)
          void take(e.dataTransfer.files[0])
        }}
      >
        {/* Its own words would say that no file is chosen where one is. The button is its label. */}
        <input
          id={id}
          type="file"
          aria-describedby={`${id}-chosen`}
          onChange={(e) => {
            void take(e.currentTarget.files?.[0])
            e.currentTarget.value = '' // so that the same file can be chosen again
          }}
        />
        <Button component="label" htmlFor={id} variant="default" size="compact-sm" aria-hidden>
          Choose a file
        </Button>
        <span className="dim">or drop one here</span>
        <div id={`${id}-chosen`} role="status" style={{ width: '100%' }}>
          {name === undefined ? (
            <>No file is chosen: the value stays as it is, {plural(data.length, 'byte')}.</>
          ) : (
            <>
              <span className="mono">{visible(name)}</span>, {plural(data.length, 'byte')}
            </>
          )}
          {data.length > 0 && <FirstBytes data={data} />}
        </div>
      </div>
      {(refused ?? error) && <Input.Error role="alert">{refused ?? error}</Input.Error>}
      {refused !== undefined && (
        <Button mt={4} variant="default" size="compact-sm" onClick={() => onContent({ ...content, refused: undefined })}>
          Keep {name === undefined ? 'what was there' : visible(name)}
        </Button>
      )}
    </div>
  )
}

const LINES = 3

/** So that a file can be told by its beginning. */
function FirstBytes({ data }: { data: Uint8Array }) {
  const lines = Array.from({ length: Math.min(LINES, Math.ceil(data.length / 16)) }, (_, n) => hexLine(data, n))
  return (
    <pre className="mono first-bytes" aria-label="First bytes">
      {lines.map(({ hex, ascii }) => `${hex}  ${ascii}`).join('\n')}
      {data.length > LINES * 16 && '\n…'}
    </pre>
  )
}
