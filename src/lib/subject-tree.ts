/** A branch of the subject tree. Counts are rolled up: `messages` and `subjects` include everything below. */
type Branch = { messages: number; own?: number; subjects: number; children: Map<string, Branch> }

export type TreeRow = {
  token: string
  /** The subject up to and with this token. */
  subject: string
  /** Messages at and below this branch. */
  messages: number
  /** Distinct subjects at and below this branch. */
  subjects: number
  /** Messages whose subject ends here; absent when no subject does. */
  own?: number
  hasChildren: boolean
}

/** Subjects with message counts, as a tree by token. Built page by page; asked branch by branch, so only what is open is shown. */
export class SubjectTree {
  private readonly root: Branch = branch()

  get subjects(): number {
    return this.root.subjects
  }

  get messages(): number {
    return this.root.messages
  }

  /** Counts a subject; told a second time (pages shift while subjects come and go), its count is replaced. */
  add(subject: string, messages: number): void {
    const path = [this.root]
    for (const token of subject.split('.')) {
      const at = path.at(-1)! // the root is always there
      let next = at.children.get(token)
      if (!next) at.children.set(token, (next = branch()))
      path.push(next)
    }
    const end = path.at(-1)!
    const isNew = end.own === undefined
    const more = messages - (end.own ?? 0)
    for (const b of path) {
      b.messages += more
      if (isNew) b.subjects++
    }
    end.own = messages
  }

  /** The branches right below a path, most messages first, then by name. An unknown path has none. */
  children(path: string[]): TreeRow[] {
    let at: Branch | undefined = this.root
    for (const token of path) at = at?.children.get(token)
    if (!at) return []
    return [...at.children]
      .map(([token, b]) => ({
        token,
        subject: [...path, token].join('.'),
        messages: b.messages,
        subjects: b.subjects,
        ...(b.own === undefined ? {} : { own: b.own }),
        hasChildren: b.children.size > 0,
      }))
      .sort((a, b) => b.messages - a.messages || (a.token < b.token ? -1 : 1))
  }
}

function branch(): Branch {
  return { messages: 0, subjects: 0, children: new Map() }
}
