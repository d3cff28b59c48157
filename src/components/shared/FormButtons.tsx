import type { ReactNode } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { plural } from '~/lib/format.ts'

type SubmitProps = {
  /** What is done. */
  children: ReactNode
  loading: boolean
  disabledReason: string | undefined
  /** What is done cannot be taken back. */
  isDanger?: boolean
  onCancel: () => void
}

/** Below a form that does one thing, or nothing. */
export function SubmitButtons({ children, loading, disabledReason, isDanger = false, onCancel }: SubmitProps) {
  return (
    <div className="form-buttons">
      <ActionButton type="submit" loading={loading} disabledReason={disabledReason} {...(isDanger && { color: 'red' })}>
        {children}
      </ActionButton>
      <ActionButton variant="default" disabledReason={loading ? 'It is on its way' : undefined} onClick={onCancel}>
        Cancel
      </ActionButton>
    </div>
  )
}

type ReviewProps = {
  /** How many there are. */
  changes: number
  isReviewed: boolean
  /** Why they cannot be looked at, and why not applied. */
  reviewReason: string | undefined
  applyReason: string | undefined
  loading: boolean
  onApply: () => void
  onBack: () => void
  /** Undefined while nothing is typed. */
  onDiscard: (() => void) | undefined
}

/** Below a form whose changes are looked at before they are applied. */
export function ReviewButtons(props: ReviewProps) {
  const changes = plural(props.changes, 'change')
  return props.isReviewed ? (
    <div className="form-buttons">
      <ActionButton loading={props.loading} disabledReason={props.applyReason} onClick={props.onApply}>
        Apply {changes}
      </ActionButton>
      <ActionButton variant="default" disabledReason={undefined} onClick={props.onBack}>
        Back to the form
      </ActionButton>
    </div>
  ) : (
    <div className="form-buttons">
      <ActionButton type="submit" disabledReason={props.reviewReason}>
        Review {changes}
      </ActionButton>
      {props.onDiscard && (
        <ActionButton variant="subtle" disabledReason={undefined} onClick={props.onDiscard}>
          Discard what was typed
        </ActionButton>
      )}
    </div>
  )
}
