import { useEffect, useRef, useState } from 'react'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { useVerify } from '~/hooks/use-object-check.ts'
import type { ObjBucket, ObjectInfo } from '~/nats/obj-types.ts'
import { verifiedSentence, verifyWords } from './verify-words.ts'
import { VerifyProgress } from './VerifyProgress.tsx'

/** Reads the open object through, beside what else there is to see of it, and says what was found. */
export default function VerifyOne({ bucket, info }: { bucket: ObjBucket; info: ObjectInfo }) {
  const { state, view, failure, run, stop } = useVerify(bucket)
  const [base] = useState(info) // what is read, not what may come meanwhile
  const begin = useRef(() => run([base]))
  useEffect(() => void begin.current(), [])
  const [row] = view?.rows ?? []
  const isOld = base.revision !== info.revision
  return (
    <section aria-label="Verification" className="verify">
      {state === 'busy' && <VerifyProgress view={view} onStop={stop} />}
      <p className="form-note" role="status">
        {state === 'stopped' && <span className="dim">Stopped: nothing is known of its bytes</span>}
        {state === 'done' && row && (
          <span className={verifyWords(row.result).tone} style={{ overflowWrap: 'anywhere' }}>
            {verifiedSentence(row)}
          </span>
        )}
        {state === 'done' && row?.problem?.details && <span className="mono dim"> {row.problem.details}</span>}
        {state === 'done' && isOld && <span className="attention"> Its meta has been written anew since: verify it again.</span>}
      </p>
      {failure && <ErrorNote error={failure} />}
    </section>
  )
}
