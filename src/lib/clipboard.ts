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
  const url = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' })) // never shared memory
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
