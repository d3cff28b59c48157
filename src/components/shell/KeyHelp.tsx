import { Switch } from '@mantine/core'
import { Dialog } from '~/components/ui/Dialog.tsx'
import { setSingleKeys, useSingleKeys } from '~/stores/preferences.ts'

/** Each key with what it does; those of one character can be switched off. */
const keys: [key: string, what: string][] = [
  ['?', 'Shows this'],
  ['Ctrl K', 'Goes to a stream, a bucket or a page by a few letters of its name'],
  ['g', 'Messages: goes to the sequence field'],
  ['/', 'Messages: opens the search, or goes to its field'],
  ['c', 'Messages: copies the payload of the open message'],
  ['a A', 'Replay desk: acks; acks and waits for the server to confirm'],
  ['n N', 'Replay desk: returns the message (nak); after a delay that it asks for'],
  ['p t', 'Replay desk: in progress; terminates, asking for the reason'],
  ['Space', 'Replay desk: chooses the message; with Ctrl and a, all of them'],
  ['↑ ↓', 'In a list: moves by one; PageUp, PageDown, Home and End farther'],
  ['Space', 'Messages: chooses the message. A click with Ctrl or Shift does too'],
  ['Shift', 'Messages, keys and objects: with an arrow, Home, End or Space chooses all up to there'],
  ['Space', 'Objects: chooses the folder or the object. A click on its row does too, with Ctrl or Shift several'],
  ['Enter', 'Objects: goes into the folder, opens the object. A click on its name does too'],
  ['Backspace', 'Objects: goes up to the folder above'],
  ['Ctrl V', 'Objects: uploads what was copied, after asking'],
  ['Enter', 'In a field: reads, and goes to the list. In a list: opens'],
  ['Esc', 'Closes what is open: a menu, the search, the message'],
]

/** The keys that the pages know, and the switch for those who type where a single key must do nothing (WCAG 2.1.4). */
export default function KeyHelp({ onClose }: { onClose: () => void }) {
  const enabled = useSingleKeys()
  return (
    <Dialog onClose={onClose} size="lg" title="Keys">
      <table className="plain" aria-label="Keys">
        <tbody>
          {keys.map(([key, what]) => (
            <tr key={`${key} ${what}`}>
              <td style={{ whiteSpace: 'nowrap' }}>
                <kbd>{key}</kbd>
              </td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Switch
        mt={12}
        label="Keys of a single character"
        checked={enabled}
        onChange={(e) => setSingleKeys(e.currentTarget.checked)}
      />
    </Dialog>
  )
}
