import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { explain } from '~/hooks/use-connection.ts'

/** Why a write failed; says so where it may have happened all the same. */
export function WriteError({ error: e, what = 'bucket' }: { error: unknown; what?: string }) {
  const error = explain(e)
  const unsure = error.kind === 'timeout' || error.kind === 'disconnected'
  return (
    <ErrorNote error={error}>
      {unsure && <p className="form-note">It is unknown whether the server did it: look at the {what} before you try again.</p>}
    </ErrorNote>
  )
}
