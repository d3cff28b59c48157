import { memo } from 'react'
import { paths } from '~/lib/paths.ts'
import type { Layout, Line, Placed } from '~/lib/lineage/layout.ts'
import { copyState, placeWords, shortState, type CopyState } from './lineage-words.ts'

const [WIDTH, HEIGHT] = [190, 40]
const [ACROSS, DOWN] = [WIDTH + 110, HEIGHT + 14]
/** Room for lines that go back. */
const MARGIN = 30
const LETTERS = 22

const x = (n: Placed) => MARGIN + n.layer * ACROSS
const y = (n: Placed) => 8 + n.row * DOWN

/** The streams as boxes, and a line for each copy. The table below says the same, so the lines are no part of what is read out. */
export function LineagePicture({ layout }: { layout: Layout }) {
  const byId = new Map(layout.nodes.map((n) => [n.id, n]))
  const width = 2 * MARGIN + layout.layers * ACROSS - (ACROSS - WIDTH)
  const into = new Map<string, Line[]>()
  for (const line of layout.lines) into.set(line.to, [...(into.get(line.to) ?? []), line])
  const height = 24 + layout.rows * DOWN
  return (
    <div className="lineage-scroll">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="group"
        aria-label="Which streams copy which"
        className="lineage-picture"
      >
        <defs>
          {(['ok', 'attention', 'danger'] as const).map((level) => (
            <marker
              key={level}
              id={`arrow-${level}`}
              viewBox="0 0 8 8"
              refX="8"
              refY="4"
              markerWidth="8"
              markerHeight="8"
              orient="auto"
            >
              <path d="M0 0 8 4 0 8z" className={`lineage-${level}`} />
            </marker>
          ))}
        </defs>
        <g aria-hidden>
          {layout.lines.map((line) => (
            <Edge
              key={line.id}
              {...shapeOf(line, byId.get(line.from)!, byId.get(line.to)!)}
              isSource={line.kind === 'source'}
              level={copyState(line).level}
              text={shortState(line)}
            />
          ))}
        </g>
        {layout.nodes.map((n) => (
          <Node
            key={n.id}
            x={x(n)}
            y={y(n)}
            name={n.name}
            isHere={n.place === 'here'}
            place={placeWords(n)}
            label={labelOf(n, into.get(n.id))}
          />
        ))}
      </svg>
    </div>
  )
}

/** The way of a line, and where its words end. */
function shapeOf(line: Line, from: Placed, to: Placed): { path: string; textX: number; textY: number } {
  const [x1, y1, x2, y2] = [x(from) + WIDTH, y(from) + HEIGHT / 2, x(to), y(to) + HEIGHT / 2]
  if (!line.isBack) {
    const bend = Math.max(30, (x2 - x1) / 2)
    return { path: `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`, textX: x2 - 12, textY: y2 - 6 }
  }
  // A line back leaves on the right, passes below, and comes in from the left as all do.
  const under = Math.max(y1, y2) + DOWN * 0.75
  const path = `M${x1} ${y1} C${x1 + 30} ${y1} ${x1 + 30} ${under} ${x1 - 10} ${under} L${x2 + 10} ${under} C${x2 - 30} ${under} ${x2 - 30} ${y2} ${x2} ${y2}`
  return { path, textX: (x1 + x2) / 2, textY: under - 4 }
}

type EdgeProps = ReturnType<typeof shapeOf> & { isSource: boolean; level: CopyState['level']; text: string }

const Edge = memo(function Edge({ path, textX, textY, isSource, level, text }: EdgeProps) {
  return (
    <>
      <path
        d={path}
        className={`lineage-line lineage-${level}`}
        markerEnd={`url(#arrow-${level})`}
        {...(isSource ? { strokeDasharray: '5 4' } : {})}
      />
      {text && (
        <text x={textX} y={textY} textAnchor="end" className={level}>
          {text}
        </text>
      )}
    </>
  )
})

function labelOf(node: Placed, copies: Line[] = []): string {
  const words = copies.map((l) => `${l.kind} of ${l.name}: ${copyState(l).text}`)
  return [node.name, placeWords(node), ...words].filter(Boolean).join(', ')
}

type NodeProps = { x: number; y: number; name: string; isHere: boolean; place: string | undefined; label: string }

const Node = memo(function Node({ x: left, y: top, name, isHere, place, label }: NodeProps) {
  const box = (
    <>
      <title>{label}</title>
      <rect x={left} y={top} width={WIDTH} height={HEIGHT} rx={4} />
      <text x={left + 10} y={top + (place ? 17 : 25)} className="mono">
        {short(name)}
      </text>
      {place && (
        <text x={left + 10} y={top + 32} className="lineage-place">
          {short(place)}
        </text>
      )}
    </>
  )
  return isHere ? (
    <a href={paths.stream(name)} className="lineage-node" aria-label={label}>
      {box}
    </a>
  ) : (
    <g className="lineage-node lineage-away" role="img" aria-label={label}>
      {box}
    </g>
  )
})

const short = (text: string) => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text)
