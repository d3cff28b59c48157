import { Time } from '~/components/shared/Time.tsx'
import { bytes, count } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'
import { bytesWords, saidChanges, type Replacing } from './overwrite-choice.ts'
import { MetaChanges } from './MetaChanges.tsx'

type Props = { item: Replacing; now: ObjectInfo | null; comes: 'file' | 'copy' }

/** One object beside what would replace it: bytes, times, digest, and what is said about it. */
export function WouldChange({ item, now, comes }: Props) {
  if (!now) return <p className="form-note">{visible(item.name)} is not there any more: nothing would be replaced.</p>
  const changes = saidChanges(item, now)
  return (
    <div className="overwrite">
      <table className="plain" aria-label={`What would change of ${item.name}`}>
        <thead>
          <tr>
            <th className="mono">{visible(item.name)}</th>
            <th>There now</th>
            <th>The {comes}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Size</th>
            <td>{now.link ? 'a link' : <Size of={now.size} />}</td>
            <td>
              <Size of={item.size} />
            </td>
          </tr>
          <tr>
            <th scope="row">Modified</th>
            <td>
              <Time at={now.mtime} digits={0} />
            </td>
            <td>
              <Time at={new Date(item.modified).toISOString()} digits={0} />
            </td>
          </tr>
          <tr>
            <th scope="row">Digest</th>
            <td className="mono">{now.digest || <span className="dim">none</span>}</td>
            <td className="mono">{item.digest ?? <span className="dim">not known yet</span>}</td>
          </tr>
          <MetaChanges changes={changes} />
        </tbody>
      </table>
      <p className="form-note">
        {bytesWords(item, now)}.{' '}
        {changes.length === 0
          ? 'Description, headers and metadata stay the same.'
          : comes === 'file' && 'A file brings no description, headers or metadata: what is said about the object goes.'}
      </p>
    </div>
  )
}

const Size = ({ of }: { of: number }) => <span title={`${count(of)} bytes`}>{bytes(of)}</span>
