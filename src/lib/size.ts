/** Sizes in bytes: one way to read and to write them, wherever one is typed. */

const units = ['', 'K', 'M', 'G', 'T', 'P']

/**
 * Reads "10GB", "512 KiB", "1.5m" or "1,048,576" as bytes. A unit is a power of 1024 with or without the "i", as nats-server and
 * its command line have it. Undefined for anything else, and for what is not whole or cannot be held exactly.
 */
export function parseSize(text: string): number | undefined {
  const m = /^(\d+(?:\.\d+)?)\s*(?:([kmgtp])i?)?b?(?:ytes?)?$/i.exec(plain(text))
  if (!m) return undefined
  const power = units.indexOf((m[2] ?? '').toUpperCase())
  const size = Number(m[1]) * 1024 ** power
  // A fraction that a person writes need not be whole bytes: 1.1 GB.
  const whole = power > 0 ? Math.round(size) : size
  return Number.isSafeInteger(whole) ? whole : undefined
}

/** Bytes in the largest unit that they are a whole number of: "10 GiB", "1500". parseSize reads it back. */
export function showSize(bytes: number): string {
  let [n, power] = [bytes, 0]
  while (n > 0 && n % 1024 === 0 && power < units.length - 1) {
    n /= 1024
    power++
  }
  return power === 0 ? String(n) : `${n} ${units[power]}iB`
}

/** Why a text is no size, or undefined. */
export function sizeProblem(text: string): string | undefined {
  if (parseSize(text) !== undefined) return undefined
  return /^\d+(\.\d+)?\s*[kmgtp]?i?b?$/i.test(plain(text))
    ? 'A size is a whole number of bytes, below 8 PiB'
    : 'A size reads like 512KB, 10GB or 1048576'
}

const plain = (text: string) => text.trim().replace(/(?<=\d)[,_ ](?=\d{3}(\D|$))/g, '')
