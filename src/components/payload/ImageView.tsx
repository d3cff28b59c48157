import { useEffect, useState } from 'react'

/** A picture, from the bytes themselves: nothing is fetched. */
export function ImageView({ data, mime }: { data: Uint8Array; mime: string }) {
  const [url, setUrl] = useState<string>()
  const [words, setWords] = useState('')
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([data as Uint8Array<ArrayBuffer>], { type: mime })) // never shared memory
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [data, mime])
  return (
    <figure className="viewer picture">
      {url && (
        <img
          src={url}
          alt="The payload"
          decoding="async"
          onLoad={(e) => setWords(`${mime}, ${e.currentTarget.naturalWidth} × ${e.currentTarget.naturalHeight}`)}
          onError={() => setWords(`It begins like ${mime}, but the browser cannot draw it: it is broken or cut short.`)}
        />
      )}
      <figcaption className="dim">{words}</figcaption>
    </figure>
  )
}
