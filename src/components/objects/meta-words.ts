import type { MetaItem } from '~/lib/obj/meta-draft.ts'
import { plural } from '~/lib/format.ts'
import { visible } from '~/lib/payload/text.ts'

/** "Description", "Header X-A", "Metadata k". */
export function itemWords({ kind, name }: Pick<MetaItem, 'kind' | 'name'>): string {
  if (kind === 'description') return 'Description'
  return `${kind === 'header' ? 'Header' : 'Metadata'} ${visible(name)}`
}

/** The links that would lead to nothing, in a sentence. */
export function brokenWords({ links, names }: { links: number; names: string[] }): string {
  const more = links > names.length ? ` and ${links - names.length} more` : ''
  return `${plural(links, 'link')} of this bucket will lead to nothing: ${names.map((n) => visible(n)).join(', ')}${more}. Links in other buckets are not looked at`
}
