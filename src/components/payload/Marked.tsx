import { visible } from '~/lib/payload/text.ts'

/** A piece of text in which what is searched for is marked. What cannot be seen is shown as its code. */
export function Marked({ text, query }: { text: string; query: string }) {
  if (query === '') return visible(text)
  const lower = text.toLowerCase()
  const at = lower.length === text.length ? lower.indexOf(query.toLowerCase()) : text.indexOf(query)
  if (at === -1) return visible(text)
  return (
    <>
      {visible(text.slice(0, at))}
      <mark>{visible(text.slice(at, at + query.length))}</mark>
      <Marked text={text.slice(at + query.length)} query={query} />
    </>
  )
}
