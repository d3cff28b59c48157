import { json } from '@codemirror/lang-json'
import { defaultHighlightStyle, foldGutter, HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import { search, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { EditorView, keymap, lineNumbers } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { darkHighlight } from './code-colors.ts'
import { look } from './code-look.ts'

/** A text to read, with search (Ctrl-F), folding and, for JSON, colours. It is shown as text whatever it holds. */
export default function CodeView({ text, json: isJson = false, label }: { text: string; json?: boolean; label: string }) {
  const parent = useRef<HTMLDivElement>(null)
  const dark = useComputedColorScheme() === 'dark'
  useEffect(() => {
    if (!parent.current) return
    const view = new EditorView({
      parent: parent.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorState.readOnly.of(true),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
          EditorView.theme(look, { dark }),
          search({ top: true }),
          keymap.of(searchKeymap),
          ...(isJson
            ? [
                json(),
                lineNumbers(),
                foldGutter(),
                syntaxHighlighting(dark ? HighlightStyle.define(darkHighlight) : defaultHighlightStyle),
              ]
            : []),
        ],
      }),
    })
    return () => view.destroy()
  }, [text, isJson, label, dark])
  return <div ref={parent} />
}
