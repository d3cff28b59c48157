import { IconFiles, IconGauge, IconKey, IconStack2, IconUsers } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { paths } from '~/lib/paths.ts'

export function Rail() {
  return (
    <nav aria-label="Sections">
      <Link to={paths.overview()} activeOptions={{ exact: true }}>
        <IconGauge size={17} aria-hidden /> Overview
      </Link>
      <Link to={paths.streams()} activeOptions={{ includeSearch: false }}>
        <IconStack2 size={17} aria-hidden /> Streams
      </Link>
      <Link to={paths.allConsumers()} activeOptions={{ includeSearch: false }}>
        <IconUsers size={17} aria-hidden /> Consumers
      </Link>
      <Link to={paths.buckets()} activeOptions={{ includeSearch: false }}>
        <IconKey size={17} aria-hidden /> Key-value
      </Link>
      <Link to={paths.objectBuckets()} activeOptions={{ includeSearch: false }}>
        <IconFiles size={17} aria-hidden /> Objects
      </Link>
    </nav>
  )
}
