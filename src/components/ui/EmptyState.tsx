import type { ReactNode } from 'react'

/** What this place is for, and the one thing to do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="panel">
      <div className="body">
        <strong>{title}</strong>
        <div className="dim" style={{ marginTop: 4, maxWidth: 640 }}>
          {children}
        </div>
      </div>
    </div>
  )
}
