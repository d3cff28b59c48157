import { ActionIcon, SegmentedControl, Switch, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { TimeStyle } from '~/lib/time.ts'
import { setReadOnly, setTimeStyle, useReadOnly, useTimeStyle } from '~/stores/preferences.ts'
import { KeyHelpButton } from './KeyHelpButton.tsx'
import { LinkBadge } from './LinkBadge.tsx'
import { PaletteButton } from './PaletteButton.tsx'

const styles: { value: TimeStyle; label: string }[] = [
  { value: 'local', label: 'Local' },
  { value: 'utc', label: 'UTC' },
  { value: 'relative', label: 'Ago' },
]

export function Header() {
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme() === 'dark'
  const timeStyle = useTimeStyle()
  const readOnly = useReadOnly()
  return (
    <header>
      <Link to="/" className="brand">
        <img src="/favicon.svg" width={22} height={22} alt="" /> Windsock
      </Link>
      <div className="header-link">
        <LinkBadge />
      </div>
      <div>
        <SegmentedControl aria-label="Show times as" data={styles} value={timeStyle} onChange={setTimeStyle} />
      </div>
      <Switch
        size="xs"
        label="Read-only"
        checked={readOnly}
        onChange={(e) => setReadOnly(e.currentTarget.checked)}
        styles={{ label: { color: readOnly ? 'var(--attention)' : undefined } }}
      />
      <PaletteButton />
      <KeyHelpButton />
      <ActionIcon
        title={dark ? 'Light theme' : 'Dark theme'}
        variant="subtle"
        color="gray"
        aria-label={dark ? 'Light theme' : 'Dark theme'}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </header>
  )
}
