import { Checkbox, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { visible } from '~/lib/payload/text.ts'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { messageMaker } from '~/lib/publish/message.ts'
import type { PublishProblems } from '~/lib/publish/problems.ts'

type Props = {
  draft: PublishDraft
  set: (change: Partial<PublishDraft>) => void
  problems: PublishProblems
}

/** So much of the first payload is shown. */
const SHOWN = 500

/** Whether the message is sent many times, how often and how fast, and the first as it will be. */
export function RepeatFields({ draft, set, problems }: Props) {
  return (
    <div className="form">
      <Checkbox label="Send it many times" checked={draft.repeat} onChange={(e) => set({ repeat: e.currentTarget.checked })} />
      {draft.repeat && (
        <>
          <div className="form-columns">
            <TextInput
              label="Times"
              className="mono-input"
              inputMode="numeric"
              autoComplete="off"
              value={draft.times}
              error={problems.times}
              onChange={(e) => set({ times: e.currentTarget.value })}
            />
            <TextInput
              label="Messages a second"
              description="At most; as fast as they are taken when empty"
              className="mono-input"
              inputMode="numeric"
              autoComplete="off"
              value={draft.rate}
              error={problems.rate}
              onChange={(e) => set({ rate: e.currentTarget.value })}
            />
          </div>
          <p className="dim form-note">
            In the subject, in values of headers and in a payload that is text, <code>{'{{counter}}'}</code> counts from 1,{' '}
            <code>{'{{time}}'}</code> is the time (RFC 3339), <code>{'{{random}}'}</code> a number below a billion,{' '}
            <code>{'{{uuid}}'}</code> a UUID.
          </p>
          {problems.payload === undefined && <First draft={draft} />}
        </>
      )}
    </div>
  )
}

function First({ draft }: { draft: PublishDraft }) {
  const first = useMemo(() => messageMaker(draft)(1), [draft])
  const text = new TextDecoder().decode(first.data.subarray(0, SHOWN))
  return (
    <figure className="publish-first" aria-label="The first message">
      <figcaption className="dim">The first will be</figcaption>
      <pre className="mono">
        {visible(first.subject)}
        {first.headers.map(([name, value]) => `\n${visible(name)}: ${visible(value)}`)}
        {'\n\n'}
        {draft.content.as === 'text' ? text : `${first.data.length} bytes`}
        {draft.content.as === 'text' && first.data.length > SHOWN && '…'}
      </pre>
    </figure>
  )
}
