import { visible } from '~/lib/payload/text.ts'

/**
 * Why copies within one bucket cannot be made, as a sentence, or undefined: none of them may replace another that is to be copied too, since
 * its bytes go with it, maybe before they were read.
 */
export function copyClash(sources: string[], targets: string[]): string | undefined {
  const from = new Set(sources)
  const at = targets.findIndex((name) => from.has(name))
  const [source, target] = [sources[at], targets[at]]
  if (source === undefined || target === undefined) return undefined
  if (sources.length === 1) return 'Within this bucket it needs another name'
  if (source === target) return 'Within this bucket it needs another folder'
  return `${visible(source)} would replace ${visible(target)}, which is to be copied too: choose another folder`
}
