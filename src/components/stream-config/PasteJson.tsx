import { Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useApiLevel } from '~/hooks/server-needs.ts'
import { textAt } from '~/lib/stream-config/read.ts'
import { leftOut, readPasted, withoutFields, type LeftOut } from '~/lib/stream-config/paste.ts'
import type { JsonObject } from '~/nats/types.ts'

type Props = {
  /** Into the form of a stream that exists, of this name: what is not known here stays as the stream has it. */
  of?: string
  onFill: (config: JsonObject) => void
  onClose: () => void
}

/** Takes a configuration as the `nats` command line writes it; what this server cannot have is left out only when that is agreed to. */
export function PasteJson({ of, onFill, onClose }: Props) {
  const isEdit = of !== undefined
  const level = useApiLevel()
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<string>()
  const [found, setFound] = useState<{ config: JsonObject; out: LeftOut[] }>()
  const read = () => {
    const pasted = readPasted(text)
    if ('problem' in pasted) return setProblem(pasted.problem)
    const out = leftOut(pasted.config, level)
    if (out.length > 0 || isOther(pasted.config)) return setFound({ config: pasted.config, out })
    onFill(withoutFields(pasted.config, []))
  }
  /** That of another stream is likely to be a mistake. */
  const isOther = ({ name }: JsonObject) => isEdit && typeof name === 'string' && name !== '' && name !== of
  const fill = (out: LeftOut[]) => found && onFill(withoutFields(found.config, out))
  const unknown = isEdit ? [] : (found?.out.filter((o) => o.isUnknown) ?? [])
  return (
    <section className="panel stream-paste" aria-label="Paste JSON">
      <div className="body stack">
        <Textarea
          label="Configuration as JSON"
          description="As nats stream info --json or nats stream add --output write it. It takes the place of what is in the form"
          className="mono-input"
          autosize
          minRows={4}
          maxRows={14}
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- it was asked for just now
          autoFocus
          value={text}
          error={problem}
          onChange={(e) => {
            setText(e.currentTarget.value)
            setProblem(undefined)
            setFound(undefined)
          }}
        />
        {found && (
          <div role="alert">
            {isOther(found.config) && (
              <p className="form-note attention">
                It is the configuration of <span className="mono">{textAt(found.config.name)}</span>, not of{' '}
                <span className="mono">{of}</span>, which would become like it and keep its name.
              </p>
            )}
            {found.out.length > 0 && (
              <p className="form-note">
                {found.out.length === 1
                  ? 'A field cannot be taken over as it is:'
                  : `${found.out.length} fields cannot be taken over as they are:`}
              </p>
            )}
            <ul className="plain-list">
              {found.out.map((o) => (
                <li key={o.field}>
                  <span className="mono">{o.field}</span>: {o.why}
                  {isEdit && o.isUnknown && ', so it stays as the stream has it'}
                </li>
              ))}
            </ul>
          </div>
        )}
        <div className="form-buttons">
          {found ? (
            <>
              <Button onClick={() => fill(found.out)}>
                {found.out.length === 0
                  ? 'Fill the form all the same'
                  : `Leave ${found.out.length === 1 ? 'it' : 'them'} out and fill the form`}
              </Button>
              {unknown.length > 0 && (
                <Button variant="default" onClick={() => fill(found.out.filter((o) => !o.isUnknown))}>
                  Send {unknown.map((o) => o.field).join(', ')} as {unknown.length === 1 ? 'it is' : 'they are'}, and see what the
                  server says
                </Button>
              )}
            </>
          ) : (
            <Button disabled={text.trim() === ''} onClick={read}>
              Fill the form
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            Do not paste
          </Button>
        </div>
      </div>
    </section>
  )
}
