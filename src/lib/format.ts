const grouped = new Intl.NumberFormat('en-GB')
const short = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 })

/** An integer with thousands separators, exact: 1,234,567. */
export function count(n: number | bigint): string {
  return grouped.format(n)
}

/** "1 message", "2 messages", "1,000 messages". */
export function plural(n: number | bigint, one: string, many = `${one}s`): string {
  return `${count(n)} ${n == 1 ? one : many}`
}

/** Bytes in binary units with three figures: 1.46 GiB. */
export function bytes(n: number | bigint): string {
  const value = Number(n)
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  let unit = 0
  let size = value
  while (Math.abs(size) >= 1000 && unit < units.length - 1) {
    size /= 1024
    unit++
  }
  return `${short.format(size)} ${units[unit]}`
}

/** A length of time in its two largest units: 2d 3h, 1m 30s, 250 ms. Sub-millisecond lengths read "< 1 ms". */
export function duration(ms: number): string {
  if (ms < 1) return ms === 0 ? '0 s' : '< 1 ms'
  if (ms < 1000) return `${Math.round(ms)} ms`
  const parts: [string, number][] = [
    ['y', 365 * 86_400],
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ]
  let left = Math.floor(ms / 1000)
  const words: string[] = []
  for (const [unit, seconds] of parts) {
    const n = Math.floor(left / seconds)
    if (n > 0) words.push(`${n}${unit}`)
    left -= n * seconds
    if (words.length === 2 || (words.length === 1 && n === 0)) break
  }
  if (words.length === 1 && ms < 10_000 && ms % 1000 >= 100) return `${(ms / 1000).toFixed(1)}s`
  return words.join(' ')
}

/** A share as a percentage without false precision: "< 1 %", "42 %". */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %'
  return `${Math.floor(share * 100)} %`
}

/** A rate with three figures: 1.5 k/s, 12/s. */
export function rate(perSecond: number): string {
  if (perSecond === 0) return '0/s'
  if (perSecond < 1) return '< 1/s'
  if (perSecond < 1000) return `${short.format(perSecond)}/s`
  return perSecond < 1e6 ? `${short.format(perSecond / 1e3)} k/s` : `${short.format(perSecond / 1e6)} M/s`
}
