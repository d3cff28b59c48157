/**
 * The subjects of a stream as one text. They stand on a line each, or with spaces or commas between them. A subject may hold a comma:
 * where there is more than one line, commas separate nothing.
 */
export function splitSubjects(text: string): string[] {
  const separator = text.includes('\n') ? /\s+/ : /[\s,]+/
  return text.split(separator).filter((s) => s !== '')
}

/** Subjects as splitSubjects reads them back. */
export function joinSubjects(subjects: string[]): string {
  return subjects.some((s) => s.includes(',')) ? `${subjects.join('\n')}\n` : subjects.join(', ')
}
