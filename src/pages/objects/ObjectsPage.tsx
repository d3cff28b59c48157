import { Checkbox, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { getRouteApi, Link } from '@tanstack/react-router'
import { lazy, Suspense, useCallback } from 'react'
import { originWords } from '~/components/buckets/bucket-words.ts'
import { ObjectBucketActions } from '~/components/object-buckets/ObjectBucketActions.tsx'
import { FolderTrail } from '~/components/objects/FolderTrail.tsx'
import { ObjectActions } from '~/components/objects/ObjectActions.tsx'
import { ObjectList } from '~/components/objects/ObjectList.tsx'
import { ObjectPane } from '~/components/objects/ObjectPane.tsx'
import { ObjectsStatus } from '~/components/objects/ObjectsStatus.tsx'
import { OneObjectActions } from '~/components/objects/OneObjectActions.tsx'
import { UploadFiles } from '~/components/objects/UploadFiles.tsx'
import { useObjectChoice } from '~/components/objects/use-object-choice.ts'
import { ListAndPane } from '~/components/shared/ListAndPane.tsx'
import { failureOf, Staleness } from '~/components/shared/Staleness.tsx'
import { EmptyState } from '~/components/ui/EmptyState.tsx'
import { ErrorNote } from '~/components/ui/ErrorNote.tsx'
import { Loading } from '~/components/ui/Loading.tsx'
import { useObjectBlock, useObjectBucket } from '~/hooks/objects.ts'
import { useStreamAdvisories } from '~/hooks/streams.ts'
import { useIsAlone } from '~/hooks/use-alone.ts'
import { useKeys } from '~/hooks/use-keys.ts'
import { useObjects, type ObjectsView } from '~/hooks/use-objects.ts'
import { count, plural } from '~/lib/format.ts'
import { folderOf, type FolderQuery } from '~/lib/obj/folder-view.ts'
import { cleanSearch, type ObjectsSearch } from '~/lib/search.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'

const ObjectPreview = lazy(() => import('~/components/preview/ObjectPreview.tsx'))
const route = getRouteApi('/objects/$bucket')

/** One bucket as folders: what is in it now, and beside it the open object. */
export default function ObjectsPage() {
  const { bucket: name } = route.useParams()
  const query = useObjectBucket(name)
  useStreamAdvisories()
  const failure = failureOf(query)
  const origin = query.data && originWords(query.data)
  return (
    <div className="page fill">
      <div className="page-head">
        <h1>
          <Link to="/objects">Objects</Link> <span className="mono">{name}</span>
        </h1>
        {origin && <span className="tag">{origin}</span>}
        {query.data?.sealed && <span className="tag">sealed</span>}
        <Staleness query={query} />
        <span className="push" />
        {query.data && (
          <Link to="/streams/$stream" params={{ stream: query.data.stream }}>
            Stream
          </Link>
        )}
        {query.data && <ObjectBucketActions key={`actions of ${name}`} bucket={query.data} />}
      </div>
      {failure ? (
        <ErrorNote error={failure} />
      ) : query.data ? (
        <Objects key={`${name} ${query.data.created}`} bucket={query.data} />
      ) : (
        <Loading lines={14} label="Loading the bucket" />
      )}
    </div>
  )
}

type Change = { [K in keyof ObjectsSearch]?: ObjectsSearch[K] | undefined }

/** What changes the address, and by that what is shown. */
function useSet() {
  const navigate = route.useNavigate()
  return useCallback(
    (change: Change, replace = false) =>
      void navigate({ search: (old) => cleanSearch<ObjectsSearch>({ ...old, ...change }), replace }),
    [navigate],
  )
}

function queryOf(search: ObjectsSearch): FolderQuery {
  const { folder = '', text = '', sort = 'name', desc = false, deleted = false } = search
  return { folder: folder === '' || folder.endsWith('/') ? folder : `${folder}/`, text, sort, desc, deleted }
}

function Objects({ bucket }: { bucket: ObjBucket }) {
  const search = route.useSearch()
  const set = useSet()
  const query = queryOf(search)
  const objects = useObjects(bucket, query, search.object)
  const block = useObjectBlock(bucket)
  const isAlone = useIsAlone()
  const choice = useObjectChoice(objects, query)
  const isSmall = useMediaQuery('(max-width: 700px)', false, { getInitialValueInEffect: false })
  const { view } = objects
  const { object } = search
  const isOpen = object !== undefined
  const close = () => set({ object: undefined })
  const openFolder = (folder: string) => set({ folder: folder || undefined, object: undefined, text: undefined })
  useKeys({ Backspace: () => query.folder !== '' && openFolder(folderOf(query.folder.slice(0, -1))) })
  /** In its folder, which may be another one. */
  const openAt = (name: string) =>
    set(
      { object: name, ...(name.startsWith(query.folder) ? {} : { folder: folderOf(name) || undefined, text: undefined }) },
      true,
    )
  return (
    <>
      <div className="toolbar">
        <TextInput
          label="Find"
          placeholder="part of a name"
          title="In this folder and all below it"
          type="search"
          className="mono-input"
          value={search.text ?? ''}
          onChange={(e) => set({ text: e.currentTarget.value || undefined }, true)}
        />
        <Checkbox
          label="Deleted objects"
          checked={query.deleted}
          onChange={(e) => set({ deleted: e.currentTarget.checked || undefined }, true)}
          mb={6}
        />
        <UploadFiles bucket={bucket} folder={query.folder} infos={objects.infos} />
      </div>
      <div className="folder-line">
        <FolderTrail bucket={bucket.name} folder={query.folder} search={search} />
        {view && (
          <ObjectActions
            bucket={bucket}
            query={query}
            isEmpty={view.total === 0}
            choice={choice}
            objects={objects}
            onOpen={openAt}
            onFolder={openFolder}
          />
        )}
      </div>
      {objects.failure && <ErrorNote error={objects.failure} />}
      <ListAndPane
        isAlone={isAlone}
        back="Back to objects"
        onClose={close}
        list={
          <div className="kv-list">
            {!view ? (
              !objects.failure && <Loading lines={12} label="Loading the objects" />
            ) : (
              <>
                <ObjectsStatus view={view} />
                {view.state === 'failed' && view.error && <ErrorNote error={view.error} />}
                {view.total === 0 ? (
                  <Nothing bucket={bucket} query={query} view={view} block={block} />
                ) : (
                  <ObjectList
                    view={view}
                    folder={query.folder}
                    isNarrow={isOpen || isSmall}
                    isAlone={isAlone}
                    open={object}
                    sort={query.sort}
                    desc={query.desc}
                    onSort={(sort, desc) => set({ sort: sort === 'name' ? undefined : sort, desc: desc || undefined }, true)}
                    onOpen={(name) => set({ object: name }, isOpen)}
                    onFolder={openFolder}
                    onVisible={objects.onVisible}
                    choice={choice}
                    footer={
                      <>
                        <span>
                          {count(view.total)} {query.text ? 'found' : 'shown'}
                        </span>
                      </>
                    }
                  />
                )}
              </>
            )}
          </div>
        }
        pane={
          isOpen && view ? (
            <ObjectPane
              key={object}
              name={object}
              view={view}
              renderActions={(info) => (
                <OneObjectActions bucket={bucket} folder={query.folder} info={info} objects={objects} onOpen={openAt} />
              )}
              renderPreview={(info) => (
                <Suspense fallback={<Loading lines={6} label="Loading the preview" />}>
                  <ObjectPreview bucket={bucket} info={info} />
                </Suspense>
              )}
              onClose={close}
            />
          ) : undefined
        }
      />
    </>
  )
}

/** Why there is nothing in the list. */
type NothingProps = { bucket: ObjBucket; query: FolderQuery; view: ObjectsView; block: string | undefined }

function Nothing({ bucket, query, view, block }: NothingProps) {
  if (view.state === 'deleted') {
    return (
      <EmptyState title="The bucket has been deleted">
        Its objects went with it. When a bucket of this name is made again, its objects appear here.
      </EmptyState>
    )
  }
  if (!view.complete) return <Loading lines={12} label="Reading the objects" />
  if (query.text) {
    return (
      <EmptyState title="No object matches">
        {plural(view.objects, 'object')} in the bucket. Change what is looked for.
      </EmptyState>
    )
  }
  if (query.folder) {
    return (
      <EmptyState title="There is nothing in this folder">
        A folder is there as long as an object has its name before a slash. Go up by the path above.
      </EmptyState>
    )
  }
  return (
    <EmptyState title="This bucket has no objects">
      {bucket.sources.length > 0 && bucket.messages > 0 && (
        <>
          Its stream holds {plural(bucket.messages, 'message')} that it copies from {bucket.sources.join(', ')}, stored under
          other subjects than those of this bucket: they are objects there and not here.{' '}
        </>
      )}
      An object is a file under a name. {block ? `${block}.` : 'Drop files or folders here, or use Upload files above.'}
    </EmptyState>
  )
}
