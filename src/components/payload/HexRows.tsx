import { VirtualLines } from '~/components/ui/VirtualLines.tsx'
import { hexLine } from '~/lib/payload/encode.ts'

/** What a line of sixteen bytes takes. */
const WIDE = 8 + 2 + 48 + 2 + 16

/** Bytes sixteen a line, or eight where there is little room, with their ASCII. */
export function HexRows({ data, columns }: { data: Uint8Array; columns: number }) {
  const width = columns >= WIDE ? 16 : 8
  const line = (n: number) => {
    const { offset, hex, ascii } = hexLine(data, n, width)
    return (
      <>
        <span className="dim">{offset}</span>
        {'  '}
        {hex}
        {'  '}
        {ascii}
      </>
    )
  }
  return <VirtualLines label="Payload as hex" count={Math.ceil(data.length / width)} renderLine={line} />
}
