import { tags } from '@lezer/highlight'

/** CodeMirror brings colours for light surfaces only. */
export const darkHighlight = [
  { tag: tags.propertyName, color: '#8fd3e0' },
  { tag: tags.string, color: '#a8d8a0' },
  { tag: tags.number, color: '#f0b98a' },
  { tag: [tags.bool, tags.null], color: '#d6a5e8' },
]
