import { Fact, Panel } from '~/components/ui/Panel.tsx'
import { Time } from '~/components/shared/Time.tsx'
import { showTime } from '~/lib/time.ts'
import type { Consumer } from '~/nats/consumers.ts'
import { useTimeStyle } from '~/stores/preferences.ts'
import {
  ackWords,
  filterWords,
  kindWords,
  lifeWords,
  limitWords,
  placeWords,
  priorityWords,
  redeliveryWords,
  resumeWords,
  startWords,
} from './words.ts'

/** The configuration as sentences that an operator can check against what they meant. */
export function ConsumerConfigPanel({ consumer }: { consumer: Consumer }) {
  const { config, cluster } = consumer
  const style = useTimeStyle()
  return (
    <Panel title="What it does">
      <dl className="facts">
        <Fact name="Start">{startWords(config, (at) => showTime(at, style, 3))}</Fact>
        <Fact name="Reconnect">{resumeWords(config)}</Fact>
        <Fact name="Messages">{filterWords(config)}</Fact>
        <Fact name="Acks">{ackWords(config)}</Fact>
        <Fact name="Redelivery">{redeliveryWords(config)}</Fact>
        <Fact name="Limits">
          <ul className="plain-list">
            {limitWords(config).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Fact>
        <Fact name="Kind">{kindWords(config)}</Fact>
        <Fact name="Pace">
          {config.replay_policy === 'original' ? 'With the gaps in time that the messages had' : 'As fast as possible'}
        </Fact>
        <Fact name="Priority">{priorityWords(config)}</Fact>
        <Fact name="Life">{lifeWords(config)}</Fact>
        <Fact name="Place">
          {placeWords(config)}
          {cluster?.leader && cluster.replicas.length > 0 && `; led by ${cluster.leader}`}
        </Fact>
        <Fact name="Created">
          <span className="mono">
            <Time at={consumer.created} />
          </span>
        </Fact>
      </dl>
    </Panel>
  )
}
