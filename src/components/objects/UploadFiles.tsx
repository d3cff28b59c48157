import { useRef, useState } from 'react'
import { ActionButton } from '~/components/ui/ActionButton.tsx'
import { ErrorNote, type Problem } from '~/components/ui/ErrorNote.tsx'
import { useObjectBlock } from '~/hooks/objects.ts'
import { useLeft, type LeftUpload } from '~/hooks/left-uploads.ts'
import { startUploads, type Upload } from '~/hooks/transfers.ts'
import { explain, useConnection } from '~/hooks/use-connection.ts'
import type { ObjectsHook } from '~/hooks/use-objects.ts'
import { chosenFiles, droppedFiles, type Drop, type Dropped } from '~/lib/dropped-files.ts'
import { plural } from '~/lib/format.ts'
import { objectNameProblem } from '~/lib/obj/names.ts'
import { pastedFiles } from '~/lib/pasted-files.ts'
import { visible } from '~/lib/payload/text.ts'
import type { ObjBucket } from '~/nats/obj-types.ts'
import { matchLeft } from './left-match.ts'
import { LeftUploads } from './LeftUploads.tsx'
import { Overwrite } from './Overwrite.tsx'
import type { Replacing } from './overwrite-choice.ts'
import { PasteFiles } from './PasteFiles.tsx'
import { ResumeUploads } from './ResumeUploads.tsx'
import { useFileDrop } from './use-file-drop.ts'
import { useFilePaste } from './use-file-paste.ts'

type Props = { bucket: ObjBucket; folder: string; infos: ObjectsHook['infos'] }

/** What has to be asked before anything is sent. */
type Asked =
  | { about: 'resume'; uploads: Upload[]; found: Map<Upload, LeftUpload> }
  | { about: 'overwrite'; free: Upload[]; taken: (Upload & { old: Replacing['old'] })[] }
  | { about: 'paste'; files: Dropped[] }

/**
 * Takes files from a drop anywhere on the page, from a dialog or from the clipboard, asks before it replaces any or goes on with what was
 * broken off, and hands them to the tray.
 */
export function UploadFiles({ bucket, folder, infos }: Props) {
  const conn = useConnection()
  const block = useObjectBlock(bucket)
  const files = useRef<HTMLInputElement>(null)
  const folders = useRef<HTMLInputElement>(null)
  const left = useLeft(bucket)
  const [asked, setAsked] = useState<Asked>()
  const [problem, setProblem] = useState<Problem>()
  /** Folders of the last drop that nothing is in. */
  const [empty, setEmpty] = useState(0)
  /** Something was dropped while nothing may be written: told for as long as that is so. */
  const [isRefused, setRefused] = useState(false)
  if (isRefused && !block) setRefused(false)

  const take = async (gathered: Dropped[] | Promise<Drop>) => {
    setProblem(undefined)
    setEmpty(0)
    setAsked(undefined)
    try {
      const dropped = await gathered
      const files = Array.isArray(dropped) ? dropped : dropped.files
      if (!Array.isArray(dropped)) setEmpty(dropped.empty)
      const uploads = files.map(({ path, file }): Upload => ({ name: folder + path, file, replace: 'nothing' }))
      const wrong = problemOf(uploads)
      if (wrong) return setProblem(wrong)
      const found = matchLeft(uploads, left)
      if (found.size > 0) setAsked({ about: 'resume', uploads, found })
      else await look(uploads)
    } catch (e) {
      setProblem({
        message: 'What was dropped cannot be read',
        details: explain(e).message,
        next: 'Look whether it is still there',
      })
    }
  }
  const lookAt = async (names: string[]) => new Map((await infos({ names, folders: [] })).map((i) => [i.name, i]))
  /** Begins them, unless some would replace what is there. */
  const look = async (uploads: Upload[]) => {
    const there = await lookAt(uploads.map((u) => u.name))
    const taken = uploads.flatMap((u) => {
      const old = there.get(u.name)
      return old ? [{ ...u, replace: old.revision, old }] : []
    })
    const free = uploads.filter((u) => !there.has(u.name))
    if (taken.length === 0) end(free)
    else setAsked({ about: 'overwrite', free, taken })
  }
  const end = (uploads: Upload[]) => {
    setAsked(undefined)
    startUploads(
      conn,
      bucket,
      uploads.map(({ name, file, replace, resume }) => ({ name, file, replace, ...(resume ? { resume } : {}) })),
    )
  }
  const isOver = useFileDrop((transfer) => {
    if (block) setRefused(true)
    else void take(droppedFiles(transfer))
  })
  useFilePaste((pasted) => {
    if (block) setRefused(true)
    else setAsked({ about: 'paste', files: pastedFiles(pasted, Date.now()) })
  })
  const told = isRefused ? { message: `Nothing was uploaded. ${block}` } : problem
  const where = visible(folder === '' ? bucket.name : `${bucket.name}/${folder}`)
  return (
    <>
      <ActionButton disabledReason={block} onClick={() => files.current?.click()}>
        Upload files
      </ActionButton>
      <ActionButton variant="default" disabledReason={block} onClick={() => folders.current?.click()}>
        Upload a folder
      </ActionButton>
      <FileInput label="Files to upload" input={files} onFiles={(f) => void take(chosenFiles(f))} />
      <FileInput label="Folder to upload" input={folders} isFolder onFiles={(f) => void take(chosenFiles(f))} />
      {told && (
        <div className="upload-problem">
          <ErrorNote error={told} />
        </div>
      )}
      {empty > 0 && !told && (
        <p className="form-note dim upload-problem" role="note">
          {plural(empty, 'empty folder')} left out: a folder is there by the objects in it.
        </p>
      )}
      {isOver && (
        <div className="drop-over" data-blocked={block !== undefined || undefined} role="status">
          {block ? `Nothing can be uploaded here. ${block}` : `Drop to upload into ${where}`}
        </div>
      )}
      <LeftUploads bucket={bucket} left={left} block={block} onChoose={() => files.current?.click()} />
      {asked?.about === 'paste' && (
        <PasteFiles
          files={asked.files}
          where={where}
          block={block}
          onUpload={(f) => void take(f)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.about === 'resume' && (
        <ResumeUploads
          left={[...asked.found.values()]}
          block={block}
          onResume={() => {
            void look(
              asked.uploads.map((u) => {
                const resume = asked.found.get(u)?.record
                return resume ? { ...u, name: resume.name, resume } : u
              }),
            )
          }}
          onAnew={() => void look(asked.uploads)}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked?.about === 'overwrite' && (
        <Overwrite
          items={asked.taken.map(({ name, file, old }) => ({ name, size: file.size, modified: file.lastModified, old }))}
          others={asked.free.length}
          block={block}
          lookAt={lookAt}
          onGo={(chosen) => {
            const over = asked.taken.flatMap((u) => {
              const replace = chosen.get(u.name)
              return replace === undefined ? [] : [{ ...u, replace }]
            })
            end([...asked.free, ...over])
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

type InputProps = {
  label: string
  input: React.RefObject<HTMLInputElement | null>
  isFolder?: boolean
  onFiles: (files: File[]) => void
}

/** Opened by its button. */
function FileInput({ label, input, isFolder = false, onFiles }: InputProps) {
  return (
    <input
      ref={input}
      type="file"
      hidden
      multiple
      aria-label={label}
      {...(isFolder ? { webkitdirectory: '' } : {})}
      onChange={(e) => {
        const files = [...(e.currentTarget.files ?? [])]
        e.currentTarget.value = '' // the same ones can be chosen again
        onFiles(files)
      }}
    />
  )
}

function problemOf(uploads: Upload[]): Problem | undefined {
  if (uploads.length === 0) return { message: 'There is no file in it', next: 'Folders are kept by the objects in them' }
  const wrong = uploads.filter((u) => objectNameProblem(u.name))
  const [first] = wrong
  if (!first) return twiceIn(uploads.map((u) => u.name))
  const more = wrong.length > 1 ? `, and ${wrong.length - 1} more like it` : ''
  return {
    message: `Nothing was uploaded. ${objectNameProblem(first.name)}: ${visible(first.name.slice(0, 200))}${more}`,
    next: 'Give it another name',
  }
}

/** Of two files that would be one object, the second would replace the first. */
function twiceIn(names: string[]): Problem | undefined {
  const seen = new Set<string>()
  const twice = new Set(names.filter((name) => seen.has(name) || !seen.add(name)))
  const [first] = twice
  if (first === undefined) return undefined
  const more = twice.size > 1 ? `, and ${plural(twice.size - 1, 'other name')}` : ''
  return {
    message: `Nothing was uploaded. Several of the files would be called ${visible(first.slice(0, 200))}${more}`,
    next: 'Drop the folders that they are in, or upload them one after the other under other names',
  }
}
