/** Puts text on the clipboard. Pages that come over plain http from elsewhere have no clipboard API, so the old way is tried too. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  document.body.append(area)
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (!done) throw new Error('The browser does not allow copying')
}

/** Hands bytes to the browser as a file. */
export function saveFile(name: string, data: Uint8Array): void {
  // Of no type that a browser would open: what is in it is not ours.
  saveBlob(name, new Blob([data as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' })) // never shared memory
}

/** The same for what may be too large to be held as bytes. */
export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

type Picker = (options: { suggestedName: string }) => Promise<FileSystemFileHandle>

/**
 * Asks where a file is to be saved, for one that is written piece by piece. Undefined where the browser cannot be asked: it then
 * has to be made whole first (saveBlob). To be called in answer to a click.
 */
export async function chooseFile(name: string): Promise<FileSystemFileHandle | undefined | 'cancelled'> {
  const { showSaveFilePicker: pick } = window as { showSaveFilePicker?: Picker }
  if (!pick) return undefined
  try {
    return await pick.call(window, { suggestedName: name })
  } catch (e) {
    // Also where a page is not allowed to ask (in a frame of another site).
    return e instanceof DOMException && e.name === 'AbortError' ? 'cancelled' : undefined
  }
}
