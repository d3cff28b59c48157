import type { KvBucketSearch } from '~/lib/search.ts'
import type { KeyQuery } from './key-view.ts'

/** What the address asks of the list of keys. */
export function keyQueryOf(search: KvBucketSearch, expanded: string[]): KeyQuery {
  const { text, tree, sort, desc, deleted } = search
  return {
    sort: tree ? 'key' : (sort ?? 'key'),
    descending: !tree && desc === true,
    text: text ?? '',
    tombstones: deleted === true,
    ...(tree ? { tree: { separator: tree, expanded } } : {}),
  }
}
