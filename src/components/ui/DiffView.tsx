import { MergeView } from '@codemirror/merge'
import { EditorState } from '@codemirror/state'
import { EditorView, lineNumbers } from '@codemirror/view'
import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { look } from './code-look.ts'

type Props = {
  a: string
  b: string
  /** The number of the first line. */
  first: number
  /** What the two texts are, for those who do not see that they stand side by side. */
  labelA: string
  labelB: string
}

/** Two texts side by side with what differs marked; long runs of equal lines are folded. */
export default function DiffView({ a, b, first, labelA, labelB }: Props) {
  const parent = useRef<HTMLDivElement>(null)
  const dark = useComputedColorScheme() === 'dark'
  useEffect(() => {
    if (!parent.current) return undefined
    const side = (doc: string, label: string) => ({
      doc,
      extensions: [
        EditorState.readOnly.of(true),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.theme(look, { dark }),
        lineNumbers({ formatNumber: (n) => String(n + first - 1) }),
      ],
    })
    const view = new MergeView({
      parent: parent.current,
      a: side(a, labelA),
      b: side(b, labelB),
      collapseUnchanged: { margin: 3, minSize: 6 },
      // Bounded, so that two texts with nothing in common do not hold up the page.
      diffConfig: { scanLimit: 500, timeout: 10 },
    })
    return () => view.destroy()
  }, [a, b, first, labelA, labelB, dark])
  return <div ref={parent} className="viewer diff" />
}
