import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Sample } from '~/hooks/use-history.ts'
import { count } from '~/lib/format.ts'

const HEIGHT = 200
/** Readings further apart than this (s) are not joined by a line: nobody looked in between. */
const GAP = 5
/** Between two ticks (s): what the clock beneath them tells apart. */
const seconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200]

/** The two figures over time. It is drawn on a canvas, so `label` says what can be seen. */
export default function LagChart({ samples, label }: { samples: Sample[]; label: string }) {
  const parent = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | undefined>(undefined)
  const scheme = useComputedColorScheme()
  useEffect(() => {
    const box = parent.current
    if (!box) return undefined
    const plot = new uPlot(optionsFor(box), [[], [], []], box)
    chart.current = plot
    const observer = new ResizeObserver(() => plot.setSize({ width: box.clientWidth, height: HEIGHT }))
    observer.observe(box)
    return () => {
      observer.disconnect()
      plot.destroy()
    }
  }, [scheme]) // colours are read from the page when it is made
  useEffect(() => chart.current?.setData(dataOf(samples)), [samples, scheme])
  return <div ref={parent} role="img" aria-label={label} className="lag-chart" />
}

/** The columns that uPlot wants, with an empty reading in each gap. */
function dataOf(samples: Sample[]): uPlot.AlignedData {
  const [x, pending, acks]: [number[], (number | null)[], (number | null)[]] = [[], [], []]
  for (const s of samples) {
    const before = x.at(-1)
    if (before !== undefined && s.at - before > GAP) {
      x.push(before + 1)
      pending.push(null)
      acks.push(null)
    }
    x.push(s.at)
    pending.push(s.pending)
    acks.push(s.ackPending)
  }
  return [x, pending, acks]
}

function optionsFor(box: HTMLElement): uPlot.Options {
  const style = getComputedStyle(box)
  const color = (name: string) => style.getPropertyValue(`--${name}`)
  const clock = (t: number) => new Date(t * 1000).toLocaleTimeString('en-GB')
  const axis = { stroke: color('dim'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line'), width: 1 } }
  const whole = (_: uPlot, ticks: number[]) => ticks.map((t) => (Number.isInteger(t) ? count(t) : ''))
  const fromZero = (headroom: number): uPlot.Scale => ({ range: (_, __, max) => [0, Math.max(1, max * headroom)] })
  // The reading under the pointer, else the latest.
  const value = (u: uPlot, n: number | null, series: number) => {
    const shown = n ?? u.data[series]?.at(-1)
    return shown == null ? '–' : count(shown)
  }
  return {
    width: box.clientWidth,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    // Each figure has an axis of its own: what is out with workers is often a thousandth of what waits. Two
    // that stand still at their largest would lie on one another, so one has more room above it.
    scales: { pending: fromZero(1.1), acks: fromZero(1.8) },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map(clock), space: 90, incrs: seconds },
      { ...axis, scale: 'pending', values: whole, size: 70, stroke: color('accent') },
      // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- 1 is Axis.Side.Right, which exists in the types alone
      { ...axis, scale: 'acks', values: whole, size: 60, stroke: color('attention'), side: 1, grid: { show: false } },
    ],
    series: [
      { label: 'At', value: (u, t) => clock(t ?? u.data[0].at(-1) ?? 0) },
      { label: 'Unprocessed (left)', scale: 'pending', stroke: color('accent'), width: 2, value },
      // Told apart without colour too.
      { label: 'Ack pending (right)', scale: 'acks', stroke: color('attention'), width: 2, dash: [6, 4], value },
    ],
  }
}
