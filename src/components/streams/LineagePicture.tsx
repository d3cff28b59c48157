import { Link } from '@tanstack/react-router'
import type { Layout, Line, Placed } from '~/lib/lineage/layout.ts'
import { copyState, placeWords, shortState } from './lineage-words.ts'

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
            <Edge key={line.id} line={line} from={byId.get(line.from)!} to={byId.get(line.to)!} />
          ))}
        </g>
        {layout.nodes.map((n) => (
          <Node key={n.id} node={n} copies={into.get(n.id) ?? []} />
        ))}
      </svg>
    </div>
  )
}

function Edge({ line, from, to }: { line: Line; from: Placed; to: Placed }) {
  const { level } = copyState(line)
  const [x1, y1, x2, y2] = [x(from) + WIDTH, y(from) + HEIGHT / 2, x(to), y(to) + HEIGHT / 2]
  const bend = Math.max(30, (x2 - x1) / 2)
  // A line back leaves on the right, passes below, and comes in from the left as all do.
  const under = Math.max(y1, y2) + DOWN * 0.75
  const path = line.isBack
    ? `M${x1} ${y1} C${x1 + 30} ${y1} ${x1 + 30} ${under} ${x1 - 10} ${under} L${x2 + 10} ${under} C${x2 - 30} ${under} ${x2 - 30} ${y2} ${x2} ${y2}`
    : `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  return (
    <>
      <path
        d={path}
        className={`lineage-line lineage-${level}`}
        markerEnd={`url(#arrow-${level})`}
        {...(line.kind === 'source' ? { strokeDasharray: '5 4' } : {})}
      />
      <text x={line.isBack ? (x1 + x2) / 2 : x2 - 12} y={line.isBack ? under - 4 : y2 - 6} textAnchor="end" className={level}>
        {shortState(line)}
      </text>
    </>
  )
}

function Node({ node, copies }: { node: Placed; copies: Line[] }) {
  const place = placeWords(node)
  const words = copies.map((l) => `${l.kind} of ${l.name}: ${copyState(l).text}`)
  const label = [node.name, place, ...words].filter(Boolean).join(', ')
  const box = (
    <>
      <title>{label}</title>
      <rect x={x(node)} y={y(node)} width={WIDTH} height={HEIGHT} rx={4} />
      <text x={x(node) + 10} y={y(node) + (place ? 17 : 25)} className="mono">
        {short(node.name)}
      </text>
      {place && (
        <text x={x(node) + 10} y={y(node) + 32} className="lineage-place">
          {short(place)}
        </text>
      )}
    </>
  )
  return node.place === 'here' ? (
    <Link to="/streams/$stream" params={{ stream: node.name }} className="lineage-node" aria-label={label}>
      {box}
    </Link>
  ) : (
    <g className="lineage-node lineage-away" role="img" aria-label={label}>
      {box}
    </g>
  )
}

const short = (text: string) => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text)
