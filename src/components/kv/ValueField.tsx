import { Checkbox, Input, SegmentedControl, Textarea } from '@mantine/core'
import { useMemo } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { plural } from '~/lib/format.ts'
import { bytesOf, contentAs, contentJsonProblem, wayProblem, type Content, type Way } from '~/lib/kv/content.ts'
import { formatJson } from '~/lib/kv/editable.ts'
import { FileField } from './FileField.tsx'

type Props = {
  /** What the value is to be: "New value, over revision 4". */
  label: string
  content: Content
  onContent: (content: Content) => void
  minRows?: number
  maxRows?: number
  /** Why a value of so many bytes would be refused. */
  sizeProblem: (size: number) => string | undefined
  /** Why the server refused it. */
  refusal?: string | undefined
}

const names: Record<Way, string> = { text: 'Text', hex: 'Hex', file: 'A file' }

const ways: Way[] = ['text', 'hex', 'file']

/** Why the other ways are not open to what is typed. */
function problemsOf(content: Content): Partial<Record<Way, string>> {
  const read = bytesOf(content)
  const others = ways.filter((way) => way !== content.as)
  return Object.fromEntries(
    others.flatMap((way) => {
      const problem = 'data' in read ? wayProblem(way, read.data) : read.problem
      return problem === undefined ? [] : [[way, problem]]
    }),
  )
}

/**
 * A value as text, as hex or from a file. Another way keeps the bytes as they are. The text is in a plain field and not in
 * CodeMirror: Tab leaves it, screen readers have all of it, undo is the browser's, and the page needs no second editor.
 */
export function ValueField({ label, content, onContent, sizeProblem, refusal, minRows = 10, maxRows = 28 }: Props) {
  const read = bytesOf(content)
  const problems = useMemo(() => problemsOf(content), [content])
  const refused = Object.entries(problems)
  const size = 'data' in read ? read.data.length : undefined
  const tooLarge = (size === undefined ? undefined : sizeProblem(size)) ?? refusal
  return (
    <div className="form kv-value">
      <div className="form-buttons">
        <SegmentedControl
          aria-label="Value as"
          size="xs"
          data={ways.map((way) => ({ value: way, label: names[way], disabled: problems[way] !== undefined }))}
          value={content.as}
          onChange={(way) => {
            const to = 'data' in read && way !== content.as ? contentAs(way, read.data) : undefined
            if (to && 'as' in to) onContent(to)
          }}
        />
        {content.as === 'text' && (
          <>
            <ActionButton
              variant="default"
              size="compact-sm"
              disabledReason={contentJsonProblem(content) ? 'It is not valid JSON' : undefined}
              onClick={() => onContent({ ...content, text: formatJson(content.text) })}
            >
              Format
            </ActionButton>
            <Checkbox
              label="Check as JSON"
              checked={content.json}
              onChange={(e) => onContent({ ...content, json: e.currentTarget.checked })}
            />
          </>
        )}
        <span className="push" />
        {size !== undefined && <span className="dim">{plural(size, 'byte')}</span>}
      </div>
      {content.as === 'text' && (
        <Textarea
          label={label}
          className="mono-input"
          autosize
          minRows={minRows}
          maxRows={maxRows}
          spellCheck={false}
          value={content.text}
          error={(content.json && contentJsonProblem(content)) || tooLarge}
          onChange={(e) => onContent({ ...content, text: e.currentTarget.value })}
        />
      )}
      {content.as === 'hex' && (
        <Textarea
          label={`${label}, in hex`}
          className="mono-input"
          autosize
          minRows={minRows}
          maxRows={maxRows}
          spellCheck={false}
          autoCapitalize="off"
          value={content.hex}
          error={'problem' in read ? read.problem : tooLarge}
          onChange={(e) => onContent({ as: 'hex', hex: e.currentTarget.value })}
        />
      )}
      {content.as === 'file' && (
        <FileField label={label} content={content} onContent={onContent} sizeProblem={sizeProblem} error={tooLarge} />
      )}
      {refused.length > 0 && 'data' in read && (
        <Input.Description>{refused.map(([way, problem]) => `${names[way as Way]}: ${problem}.`).join(' ')}</Input.Description>
      )}
    </div>
  )
}

/** Why what is typed cannot be written, in short, for the button; the field itself says more. */
export function contentProblem(content: Content, sizeProblem: (size: number) => string | undefined): string | undefined {
  const read = bytesOf(content)
  if ('problem' in read) return content.as === 'file' ? 'The file is refused: see above' : 'It is not valid hex: see above'
  if (content.as === 'text' && content.json && contentJsonProblem(content)) return 'It is not valid JSON: see above'
  return sizeProblem(read.data.length)
}
