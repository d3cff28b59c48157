import { Button, Menu, SegmentedControl } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { usePopup } from '~/hooks/use-popup.ts'
import { payloadViews, viewNames, type PayloadView } from '~/lib/payload/views.ts'

const usual: PayloadView[] = ['json', 'pretty', 'text', 'hex']

type Props = { view: PayloadView | undefined; onView: (view: PayloadView | undefined) => void }

/** How the payload is shown: by what it is, or as chosen. The less usual ways are in a menu. */
export function ViewPicker({ view, onView }: Props) {
  const popup = usePopup()
  const shown = view && !usual.includes(view) ? [...usual, view] : usual
  return (
    <>
      <SegmentedControl
        aria-label="Show the payload as"
        data={[{ value: 'auto', label: 'Auto' }, ...shown.map((v) => ({ value: v as string, label: viewNames[v] }))]}
        value={view ?? 'auto'}
        onChange={(chosen) => onView(payloadViews.find((v) => v === chosen))}
      />
      <Menu position="bottom-end" opened={popup.opened} onChange={popup.onChange}>
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} />} aria-label="More ways to show the payload">
            More
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {payloadViews
            .filter((v) => !usual.includes(v))
            .map((v) => (
              <Menu.Item key={v} onClick={() => onView(v)}>
                {viewNames[v]}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
