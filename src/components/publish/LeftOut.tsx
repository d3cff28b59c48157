import { Button } from '@mantine/core'
import { headerPurpose } from '~/lib/publish/header-purpose.ts'
import { visible } from '~/lib/payload/text.ts'
import type { PublishDraft } from '~/lib/publish/draft.ts'
import { count } from '~/lib/format.ts'

type Props = { from: NonNullable<PublishDraft['from']>; onTakeBack: (at: number) => void }

/** Which message it is made from, and which of its headers were left out because the server would act on them again. */
export function LeftOut({ from, onTakeBack }: Props) {
  return (
    <section className="publish-note" aria-label="Made from">
      <p className="form-note">
        Made from message <span className="mono">{count(BigInt(from.seq))}</span> of <span className="mono">{from.stream}</span>,
        which stays as it is.
        {from.rewritten && (
          <span className="attention">
            {' '}
            Its headers are written in a way that is not kept: names and values are the same, their bytes are not.
          </span>
        )}
      </p>
      {from.left.length > 0 && (
        <>
          <p className="form-note attention">Left out, since the server would act on them again:</p>
          <ul className="plain-list">
            {from.left.map(([name, value], i) => (
              // oxlint-disable-next-line react/no-array-index-key -- names repeat
              <li key={i} className="publish-left">
                <span>
                  <span className="mono">
                    {visible(name)}: {visible(value)}
                  </span>
                  <span className="dim meaning"> {headerPurpose(name, value)}</span>
                </span>
                <Button variant="default" size="compact-xs" onClick={() => onTakeBack(i)}>
                  Keep {visible(name)}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
