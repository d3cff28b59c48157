import { Radio, TextInput } from '@mantine/core'
import { useState } from 'react'
import { count, plural } from '~/lib/format.ts'
import { attachProblem } from '~/lib/rule/foreseen.ts'
import type { Consumer } from '~/nats/consumers.ts'

type Props = { consumers: Consumer[]; chosen: string; choose: (name: string) => void }

/** More are found by their name. */
const MOST_SHOWN = 50

/** The consumers of the stream, to work at one of them. */
export function AttachList({ consumers, chosen, choose }: Props) {
  const [part, setPart] = useState('')
  const matching = consumers.filter((c) => c.name.toLowerCase().includes(part.trim().toLowerCase()))
  const shown = matching.slice(0, MOST_SHOWN)
  if (consumers.length === 0) return <p className="means">The stream has no consumer to attach to.</p>
  return (
    <>
      <p className="means">Take messages from a consumer that is there already, and ack them by hand.</p>
      {consumers.length > 8 && (
        <TextInput label="Part of a name" className="mono-input" value={part} onChange={(e) => setPart(e.currentTarget.value)} />
      )}
      <Radio.Group aria-label="Consumer to attach to" value={chosen} onChange={choose}>
        <div className="attach-list">
          {shown.map((c) => {
            const problem = attachProblem(c)
            return (
              <Radio
                key={c.name}
                size="xs"
                value={c.name}
                label={<span className="mono">{c.name}</span>}
                description={problem ?? <State consumer={c} />}
                disabled={problem !== undefined}
              />
            )
          })}
        </div>
      </Radio.Group>
      {matching.length > shown.length && (
        <p className="means">{plural(matching.length - shown.length, 'more consumer')} not shown: type part of a name.</p>
      )}
    </>
  )
}

function State({ consumer: c }: { consumer: Consumer }) {
  return (
    <>
      {count(c.num_pending)} not delivered, {acksOf(c)}
      {c.config.durable ? '' : ', ephemeral'}
      {c.paused ? ', paused: nothing comes until it goes on' : ''}
      {c.num_waiting > 0 && (
        <span className="attention" style={{ display: 'block' }}>
          {c.num_waiting === 1 ? '1 pull request is' : `${count(c.num_waiting)} pull requests are`} waiting: somebody is working
          on it
        </span>
      )}
    </>
  )
}

function acksOf({ config, num_ack_pending: n }: Consumer): string {
  if (config.ack_policy === 'none') return 'without acks'
  return n === 1 ? '1 waits for an ack' : `${count(n)} wait for an ack`
}
