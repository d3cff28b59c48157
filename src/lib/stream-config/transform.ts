import { filterProblem } from '../subjects.ts'

/** Why a subject cannot be used, or undefined. Wildcards are allowed. */
export const subjectProblem = (text: string): string | undefined => filterProblem(text.trim())?.replace('A filter', 'A subject')

/**
 * Why messages of one subject cannot go to another, or undefined; `src` empty = every subject. The rules of nats-server
 * (server/subject_transform.go): a > on both sides or on none, and what a * stood for comes by its number.
 */
export function transformProblem(src: string, dest: string): string | undefined {
  const [from, to] = [src.trim() || '>', dest.trim()]
  const problem = subjectProblem(to.replace(/\{\{[^{}]*\}\}/g, 'x'))
  if (problem) return problem
  const tokens = to.split('.')
  if (tokens.includes('*')) return 'Write {{wildcard(1)}} for what the first * stood for, rather than *'
  if (from.endsWith('>') !== (tokens.at(-1) === '>'))
    return from.endsWith('>')
      ? `What > stands for has to go somewhere: end it in > too, since it comes from ${from}`
      : `There is no > in ${from} that this one could stand for`
  const stars = from.split('.').filter((t) => t === '*').length
  const numbers = [...to.matchAll(/\$(\d+)|\{\{\s*wildcard\(\s*(\d+)\s*\)\s*\}\}/gi)].map((m) => Number(m[1] ?? m[2]))
  const beyond = numbers.find((n) => n < 1 || n > stars)
  return beyond === undefined ? undefined : `There is no wildcard number ${beyond} in ${from}`
}
