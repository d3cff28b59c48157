const MOST = 2n ** 64n - 1n

/** The digits of a number as people copy it: 3,000 or 3 000 is 3000. */
export function plainDigits(text: string): string {
  return text.replace(/[\s,_'\u00a0\u202f]/g, '')
}

/** Why a text is no sequence, or undefined. */
export function sequenceProblem(text: string): string | undefined {
  const digits = plainDigits(text)
  if (!/^\d+$/.test(digits)) return 'A sequence is a whole number'
  return BigInt(digits) > MOST ? 'There is no sequence as large as this: they end at 2^64' : undefined
}
