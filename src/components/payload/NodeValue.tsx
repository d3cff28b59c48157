import { Button } from '@mantine/core'
import { useState } from 'react'
import { copyText } from '~/lib/clipboard.ts'
import { plural } from '~/lib/format.ts'
import { formatPath } from '~/lib/payload/json-path.ts'
import { visible } from '~/lib/payload/text.ts'
import { pathOf, unquoted } from '~/lib/payload/tree-rows.ts'
import { isContainer, type Tree } from '~/lib/payload/tree.ts'

const MAX_SHOWN = 2000

/** The chosen value: where it is, and whole, a string without quotes and escapes. */
export function NodeValue({ text, tree, node }: { text: string; tree: Tree; node: number }) {
  const [copied, setCopied] = useState('')
  const path = formatPath(pathOf(text, tree, node))
  const literal = () => text.slice(tree.start[node], tree.end[node])
  const value = isContainer(tree, node) ? undefined : unquoted(literal())
  const copy = (what: string, copied: string) =>
    copyText(copied).then(
      () => setCopied(`${what} copied`),
      () => setCopied('The browser does not allow copying'),
    )
  return (
    <div className="node-value" onBlur={() => setCopied('')}>
      <div className="node-path">
        <span className="mono clip" title={visible(path)}>
          {path === '' ? <span className="dim">the whole document</span> : visible(path)}
        </span>
        <span className="push dim" role="status">
          {copied}
        </span>
        {path !== '' && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void copy('Path', path)}>
            Copy path
          </Button>
        )}
        <Button variant="subtle" color="gray" size="compact-xs" onClick={() => void copy('Value', value ?? literal())}>
          Copy value
        </Button>
      </div>
      {value !== undefined && (
        <div className="node-text mono">
          {visible(value.slice(0, MAX_SHOWN))}
          {value.length > MAX_SHOWN && <span className="dim"> … {plural(value.length, 'character')} in all</span>}
        </div>
      )}
    </div>
  )
}
