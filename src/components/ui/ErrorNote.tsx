import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'

export type Problem = { message: string; next?: string; causes?: string[]; details?: string }

/** A failure as a sentence, its next step, and what else may be behind it. */
export function ErrorNote({ error, children }: { error: Problem; children?: ReactNode }) {
  return (
    <Alert color="red" variant="outline" role="alert" title={error.message} styles={{ title: { color: 'var(--danger)' } }}>
      {error.next && <p style={{ margin: 0 }}>{error.next}.</p>}
      {error.causes && (
        <ol style={{ margin: '8px 0 0', paddingLeft: 20 }}>
          {error.causes.map((cause) => (
            <li key={cause}>{cause}</li>
          ))}
        </ol>
      )}
      {error.details && (
        <p className="mono dim" style={{ margin: '8px 0 0' }}>
          {error.details}
        </p>
      )}
      {children}
    </Alert>
  )
}
