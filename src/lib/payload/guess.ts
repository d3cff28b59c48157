import { imageFormat } from './image.ts'
import { asText, cutAtCharacter, hasControls } from './text.ts'
import type { PayloadView } from './views.ts'

/** What a payload will likely be shown as, from its beginning alone. */
export function guessView(data: Uint8Array): PayloadView {
  if (imageFormat(data)) return 'image'
  const head = asText(cutAtCharacter(data.subarray(0, 1024)))
  if (head === undefined || hasControls(head)) return 'hex'
  return /^\s*[[{"]/.test(head) ? 'json' : 'text'
}
