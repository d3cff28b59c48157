import { useCallback, useMemo, useState } from 'react'
import { branchesFrom, branchesOf, branchesText } from '~/lib/kv/branches.ts'
import type { KvBucketSearch } from '~/lib/search.ts'

type Part = Pick<KvBucketSearch, 'branches' | 'key' | 'tree'>

/** The open branches of the tree, kept in the address; until one is opened or closed, those above the key of the link. */
export function useBranches(search: Part, set: (change: { branches: string }, replace: boolean) => void) {
  const [initial] = useState(() => branchesOf(search.key, search.tree))
  const { branches } = search
  const expanded = useMemo(() => (branches === undefined ? initial : branchesFrom(branches)), [branches, initial])
  const onToggle = useCallback(
    (prefix: string) => {
      const next = expanded.includes(prefix) ? expanded.filter((p) => p !== prefix) : [...expanded, prefix]
      set({ branches: branchesText(next) }, true)
    },
    [expanded, set],
  )
  return { expanded, onToggle }
}
