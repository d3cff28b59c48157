import { useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useFollowLink } from '~/hooks/objects.ts'
import { fileNameOf, mostSaved, startDownload } from '~/hooks/transfers.ts'
import { explain, useConnection, useIsLive } from '~/hooks/use-connection.ts'
import { chooseFile } from '~/lib/clipboard.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { downloadBlock, tooLargeWords } from './object-words.ts'

/** Saves the bytes of an object, or of what a link leads to. */
export function DownloadObject({ bucket, info }: { bucket: ObjBucket; info: ObjectInfo }) {
  const conn = useConnection()
  const follow = useFollowLink(bucket)
  const isLive = useIsLive()
  const [tooLarge, setTooLarge] = useState(false)
  const reason = downloadBlock(info, mostSaved(), isLive)
  const start = async () => {
    setTooLarge(false)
    // Asked for first, while the click still counts.
    const handle = await chooseFile(fileNameOf(info.name))
    if (handle === 'cancelled') return
    const target = info.link ? await follow.mutateAsync(info).catch(() => undefined) : { bucket, info }
    if (!target) return // told below
    if (target.info.size > mostSaved()) return setTooLarge(true)
    startDownload(conn, target.bucket, target.info, handle)
  }
  return (
    <>
      <ActionButton disabledReason={reason} loading={follow.isPending} onClick={() => void start()}>
        Download
      </ActionButton>
      {follow.error && <ErrorNote error={explain(follow.error)} />}
      {tooLarge && <ErrorNote error={{ message: tooLargeWords(mostSaved()) }} />}
    </>
  )
}
