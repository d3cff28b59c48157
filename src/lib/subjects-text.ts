/**
 * The subjects of a stream as one text, with commas, spaces or lines between them in any mix. One that holds a comma is written in
 * double quotes.
 */
export function splitSubjects(text: string): string[] {
  return [...text.matchAll(/"([^"\s]*)"(?=[\s,]|$)|[^\s,]+/g)].map(([whole, quoted]) => quoted ?? whole).filter((s) => s !== '')
}

/** Subjects as splitSubjects reads them back. */
export function joinSubjects(subjects: string[], separator: ', ' | ',' = ', '): string {
  return subjects.map((s) => (s.includes(',') ? `"${s}"` : s)).join(separator)
}
