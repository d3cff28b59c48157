import { ActionIcon, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { headerPurpose } from '~/lib/publish/header-purpose.ts'
import type { HeaderRow } from '~/lib/publish/draft.ts'

type Props = {
  headers: HeaderRow[]
  onChange: (headers: HeaderRow[]) => void
  /** Why the header of a name cannot be sent so. */
  problemOf: (name: string) => string | undefined
}

/** The headers as they will be sent: their order and repeats are kept. Those that NATS acts on say so. */
export function HeaderRows({ headers, onChange, problemOf }: Props) {
  const set = (at: number, row: HeaderRow) => onChange(headers.map((h, i) => (i === at ? row : h)))
  return (
    <ul className="plain-list publish-headers" aria-label="Headers">
      {headers.map(([name, value], i) => {
        const problem = problemOf(name)
        const meaning = headerPurpose(name, value)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- names repeat, and nothing else is a row's own while it is typed
          <li key={i}>
            <div className="publish-header">
              <TextInput
                aria-label={`Name of header ${i + 1}`}
                placeholder="Name"
                className="mono-input"
                autoComplete="off"
                value={name}
                onChange={(e) => set(i, [e.currentTarget.value, value])}
              />
              <TextInput
                aria-label={name === '' ? `Value of header ${i + 1}` : `Value of ${name}, header ${i + 1}`}
                placeholder="Value"
                className="mono-input"
                autoComplete="off"
                value={value}
                error={problem}
                onChange={(e) => set(i, [name, e.currentTarget.value])}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Take header ${i + 1} out`}
                onClick={() => onChange(headers.filter((_, at) => at !== i))}
              >
                <IconX size={16} />
              </ActionIcon>
            </div>
            {meaning && <div className="dim meaning">{meaning}</div>}
          </li>
        )
      })}
    </ul>
  )
}
