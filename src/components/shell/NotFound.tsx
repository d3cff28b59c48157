import { Link } from '@tanstack/react-router'
import { paths } from '~/lib/paths.ts'
import { EmptyState } from '~/components/ui/EmptyState.tsx'

export function NotFound() {
  return (
    <div className="page">
      <EmptyState title="There is no page at this address">
        The link may be cut short, or made by another version of Windsock. <Link to={paths.streams()}>All streams</Link>
      </EmptyState>
    </div>
  )
}
