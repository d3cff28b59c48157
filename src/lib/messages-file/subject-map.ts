/** The beginning of subjects that is replaced; an empty `from` puts `to` before every subject. */
export type SubjectMap = { from: string; to: string }

/** The subject that a message is published on; one that does not begin so stays as it is. */
export function mapSubject(subject: string, { from, to }: SubjectMap): string {
  return subject.startsWith(from) ? to + subject.slice(from.length) : subject
}
