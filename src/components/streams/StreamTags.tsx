import type { Stream } from '~/nats/types.ts'

export function StreamTags({ stream }: { stream: Stream }) {
  const { retention, storage, num_replicas, sealed } = stream.config
  const tags = [
    retention,
    storage,
    `R${num_replicas}`,
    sealed && 'sealed',
    stream.mirror && `mirror of ${stream.mirror.name}`,
  ].filter((t) => !!t)
  return (
    <>
      {tags.map((tag) => (
        <span key={String(tag)} className="tag">
          {tag}
        </span>
      ))}
    </>
  )
}
