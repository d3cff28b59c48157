import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Sample } from '~/hooks/use-history.ts'
import { count } from '~/lib/format.ts'

const HEIGHT = 200
/** Readings further apart than this (s) are not joined by a line: nobody looked in between. */
const GAP = 5

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
  const axis = { stroke: color('dim'), grid: { stroke: color('line'), width: 1 }, ticks: { stroke: color('line'), width: 1 } }
  const value = (_: uPlot, n: number | null) => (n === null ? '–' : count(n))
  return {
    width: box.clientWidth,
    height: HEIGHT,
    cursor: { drag: { x: false, y: false } },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      { ...axis, values: (_, ticks) => ticks.map((t) => new Date(t * 1000).toLocaleTimeString('en-GB')), space: 90 },
      { ...axis, values: (_, ticks) => ticks.map((t) => (Number.isInteger(t) ? count(t) : '')), size: 80 },
    ],
    series: [
      { value: (_, t) => (t ? new Date(t * 1000).toLocaleTimeString('en-GB') : '–') },
      { label: 'Unprocessed', stroke: color('accent'), width: 2, value },
      // Told apart without colour too.
      { label: 'Ack pending', stroke: color('attention'), width: 2, dash: [6, 4], value },
    ],
  }
}
