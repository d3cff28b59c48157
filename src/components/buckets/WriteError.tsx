import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { explain } from '~/hooks/use-connection.ts'
import type { LinkError } from '~/nats/types.ts'

type Props = { error: unknown; what?: string }

/** Why a write failed; says so where it may have happened all the same. */
export function WriteError({ error, what }: Props) {
  return <WriteNote error={explain(error)} {...(what === undefined ? {} : { what })} />
}

/** The same for an error in words. One of a lost connection says by itself whether it may have happened. */
export function WriteNote({ error, what = 'bucket' }: { error: LinkError; what?: string }) {
  return (
    <ErrorNote error={error}>
      {error.kind === 'timeout' && (
        <p className="form-note">It is unknown whether the server did it: look at the {what} before you try again.</p>
      )}
    </ErrorNote>
  )
}
