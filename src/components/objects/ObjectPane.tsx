import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { Time } from '~/components/shared/Time.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { Fact } from '~/components/ui/Panel.tsx'
import type { ObjectsView } from '~/hooks/use-objects.ts'
import { bytes, count, plural } from '~/lib/format.ts'
import { folderOf } from '~/lib/obj/folder-view.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjectInfo } from '~/nats/obj-types.ts'

type Props = {
  name: string
  view: ObjectsView
  renderActions?: (info: ObjectInfo) => ReactNode
  renderPreview?: (info: ObjectInfo) => ReactNode
  onClose: () => void
}

/** The open object: what its meta tells, and what is in it. */
export function ObjectPane({ name, view, renderActions, renderPreview, onClose }: Props) {
  const known = view.open?.name === name ? view.open : undefined
  const info = known?.info
  return (
    <section className="panel detail" aria-label={`Object ${name}`}>
      <h2 className="detail-head">
        <span className="mono" style={{ overflowWrap: 'anywhere' }}>
          {visible(name)}
        </span>
        <span className="push" />
        <ActionIcon variant="subtle" color="gray" aria-label="Close the object" onClick={onClose}>
          <IconX size={16} />
        </ActionIcon>
      </h2>
      <div className="body">
        {info ? (
          <>
            {info.deleted && (
              <p className="kv-notice form-note" role="status">
                This object is deleted: its bytes are gone, and its meta is kept
              </p>
            )}
            {renderActions?.(info)}
            <ObjectFacts info={info} />
            <Pairs
              name="Headers"
              pairs={Object.entries(info.headers).flatMap(([k, values]) => values.map((v) => [k, v] as const))}
            />
            <Pairs name="Metadata" pairs={Object.entries(info.metadata)} />
            {renderPreview?.(info)}
          </>
        ) : known && view.complete ? (
          <EmptyState title="There is no such object (any more)">
            It was never put, or it aged out, was renamed or was purged; or what is kept of it is not that of an object, which
            Find orphan chunks tells.
          </EmptyState>
        ) : (
          <Loading lines={8} label="Loading the object" />
        )}
      </div>
    </section>
  )
}

function ObjectFacts({ info }: { info: ObjectInfo }) {
  const { size, chunks, link } = info
  return (
    <dl className="facts">
      {link ? (
        <Fact name="Link to">
          <LinkTarget bucket={link.bucket} name={link.name} />
        </Fact>
      ) : (
        <>
          <Fact name="Size">{size < 1000 ? plural(size, 'byte') : `${bytes(size)} (${count(size)} bytes)`}</Fact>
          <Fact name="Chunks">
            {count(chunks)}
            {info.max_chunk_size !== undefined && <span className="dim"> of up to {bytes(info.max_chunk_size)}</span>}
          </Fact>
          <Fact name="Digest">
            {info.digest ? <span className="mono">{info.digest}</span> : <span className="dim">none</span>}
          </Fact>
        </>
      )}
      <Fact name="Modified">
        <span className="mono">
          <Time at={info.mtime} digits={3} />
        </span>
      </Fact>
      <Fact name="Description">{info.description || <span className="dim">none</span>}</Fact>
      <Fact name="Revision">
        <span className="mono">{count(info.revision)}</span>
      </Fact>
    </dl>
  )
}

function LinkTarget({ bucket, name }: { bucket: string; name: string | undefined }) {
  const search = name === undefined ? {} : { object: name, ...(folderOf(name) ? { folder: folderOf(name) } : {}) }
  return (
    <Link to="/objects/$bucket" params={{ bucket }} search={search} className="mono">
      {name === undefined ? `the bucket ${bucket}` : visible(`${name} in ${bucket}`)}
    </Link>
  )
}

function Pairs({ name, pairs }: { name: string; pairs: readonly (readonly [string, string])[] }) {
  if (pairs.length === 0) return null
  return (
    <table className="plain" aria-label={name}>
      <thead>
        <tr>
          <th colSpan={2}>{name}</th>
        </tr>
      </thead>
      <tbody>
        {pairs.map(([key, value], i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a header may come several times
          <tr key={`${key} ${i}`}>
            <td className="mono">{visible(key)}</td>
            <td className="mono">{visible(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
