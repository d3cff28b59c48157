import type { KeyIndex } from './key-index.ts'

const [UNSEEN, NO, YES] = [0, 1, 2]

/** Which keys hold a text, capitals or not. Each key is looked at once for each text; a longer text only where the shorter one was. */
export class KeyMatch {
  private readonly index: KeyIndex
  private text = ''
  private test: (key: string) => boolean = () => true
  private verdicts = new Uint8Array()
  private removals = 0

  constructor(index: KeyIndex) {
    this.index = index
  }

  /**
   * The verdict on every slot for this text. Keys are looked at in the order in which they lie in memory, which is several times
   * as fast as in the order in which they are shown.
   */
  of(text: string): (slot: number) => boolean {
    if (text === '') return () => true
    const { keys, removals } = this.index
    if (removals !== this.removals) this.verdicts.fill(UNSEEN)
    else if (text !== this.text) {
      // What does not hold a part of the text does not hold the text.
      const narrows = this.text !== '' && text.includes(this.text)
      for (let i = 0; i < this.verdicts.length; i++) if (!narrows || this.verdicts[i] === YES) this.verdicts[i] = UNSEEN
    }
    if (this.verdicts.length < keys.length) {
      const more = new Uint8Array(Math.ceil(keys.length * 1.25))
      more.set(this.verdicts)
      this.verdicts = more
    }
    if (text !== this.text) this.test = holds(text)
    this.text = text
    this.removals = removals
    const { verdicts, test } = this
    for (let i = 0; i < keys.length; i++) {
      if (verdicts[i] !== UNSEEN) continue
      const key = keys[i]
      if (key !== undefined) verdicts[i] = test(key) ? YES : NO
    }
    return (slot) => verdicts[slot] === YES
  }
}

/** A test for a text without regard to capitals. For ASCII the pattern matcher folds as it goes, without making strings. */
export function holds(text: string): (key: string) => boolean {
  // oxlint-disable-next-line eslint/no-control-regex -- all of ASCII is meant
  if (!/^[\x00-\x7f]*$/.test(text)) {
    const lower = text.toLowerCase()
    return (key) => key.toLowerCase().includes(lower)
  }
  if (!/[a-z]/i.test(text)) return (key) => key.includes(text)
  const pattern = new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'), 'i')
  return (key) => pattern.test(key)
}
