import { Button } from '@mantine/core'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { explain } from '~/hooks/use-connection.ts'

/** What a page shows when it broke: the sentence and a way on. A new version on the server makes old page parts unloadable. */
export function RouteError({ error }: { error: unknown }) {
  return (
    <div className="page">
      <ErrorNote error={explain(error)} />
      <div>
        <Button onClick={() => window.location.reload()}>Reload the page</Button>
      </div>
    </div>
  )
}
