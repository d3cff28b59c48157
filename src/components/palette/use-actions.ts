import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import type { Target } from '~/lib/palette/find.ts'
import { paths } from '~/lib/paths.ts'
import { setReadOnly, setTimeStyle, useReadOnly, useTimeStyle } from '~/stores/preferences.ts'

const page = (label: string, path: string): Target => ({ id: `page ${label}`, label, kind: 'Page', path })

const pages = [
  page('Overview', paths.overview()),
  page('Streams', paths.streams()),
  page('Consumers', paths.allConsumers()),
  page('Key-value', paths.buckets()),
  page('Objects', paths.objectBuckets()),
  page('Connection', paths.connect()),
]

export type Action = Target & { act?: () => void }

/** The pages, and what the header can do. */
export function useActions(): Action[] {
  const { setColorScheme } = useMantineColorScheme()
  const isDark = useComputedColorScheme() === 'dark'
  const readOnly = useReadOnly()
  const times = useTimeStyle()
  const action = (label: string, act: () => void): Action => ({ id: `do ${label}`, label, kind: 'Setting', act })
  return [
    ...pages,
    action(readOnly ? 'Turn read-only off' : 'Turn read-only on', () => setReadOnly(!readOnly)),
    action(isDark ? 'Change to the light theme' : 'Change to the dark theme', () => setColorScheme(isDark ? 'light' : 'dark')),
    ...(times === 'local' ? [] : [action('Show times as local', () => setTimeStyle('local'))]),
    ...(times === 'utc' ? [] : [action('Show times as UTC', () => setTimeStyle('utc'))]),
    ...(times === 'relative' ? [] : [action('Show times as ago', () => setTimeStyle('relative'))]),
  ]
}
