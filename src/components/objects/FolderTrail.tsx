import { Link } from '@tanstack/react-router'
import { folderTrail } from '~/lib/obj/folder-view.ts'
import { visible } from '~/lib/payload/text.ts'
import { cleanSearch, type ObjectsSearch } from '~/lib/search.ts'

/** Where in the bucket the list is, with the way back up. */
export function FolderTrail({ bucket, folder, search }: { bucket: string; folder: string; search: ObjectsSearch }) {
  const to = (path: string | undefined) =>
    cleanSearch<ObjectsSearch>({ ...search, folder: path, text: undefined, object: undefined })
  const trail = folderTrail(folder)
  return (
    <nav aria-label="Folder" className="folder-trail mono">
      {trail.length === 0 ? (
        <span aria-current="page">{bucket}</span>
      ) : (
        <Link to="/objects/$bucket" params={{ bucket }} search={to(undefined)}>
          {bucket}
        </Link>
      )}
      {trail.map(({ path, label }, i) => (
        <span key={path}>
          <span className="dim" aria-hidden>
            {' / '}
          </span>
          {i === trail.length - 1 ? (
            <span aria-current="page">{visible(label) || '(no name)'}</span>
          ) : (
            <Link to="/objects/$bucket" params={{ bucket }} search={to(path)}>
              {visible(label) || '(no name)'}
            </Link>
          )}
        </span>
      ))}
    </nav>
  )
}
