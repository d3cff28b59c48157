import { Checkbox } from '@mantine/core'
import { VirtualLines } from '~/components/ui/VirtualLines.tsx'
import { count, plural } from '~/lib/format.ts'
import type { DumpProblem } from '~/lib/kv/dump.ts'
import { visible } from '~/lib/payload/text.ts'

type Props = {
  problems: DumpProblem[]
  /** All that there are; so many are listed. */
  total: number
  entries: number
  leaveOut: boolean
  onLeaveOut: (leaveOut: boolean) => void
}

/** What is wrong with a file, line by line. */
export function FileProblems({ problems, total, entries, leaveOut, onLeaveOut }: Props) {
  return (
    <div className="form">
      <p className="form-note danger" role="alert">
        {plural(total, 'line')} cannot be read{total > problems.length ? `; the first ${count(problems.length)} are listed` : ''}:
      </p>
      <VirtualLines
        label="Problems of the file"
        className="file-problems"
        count={problems.length}
        renderLine={(i) => {
          const { line, message } = problems[i]!
          return `Line ${count(line)}: ${visible(message)}`
        }}
      />
      {entries > 0 && (
        <Checkbox
          label={`Leave ${total === 1 ? 'this line' : 'these lines'} out, and go on with the ${plural(entries, 'entry', 'entries')} that can be read`}
          checked={leaveOut}
          onChange={(e) => onLeaveOut(e.currentTarget.checked)}
        />
      )}
    </div>
  )
}
