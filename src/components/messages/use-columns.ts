import { useEffect, useRef, useState } from 'react'

/** How many characters of the payload's face fit in a row of an element. */
export function useColumns() {
  const place = useRef<HTMLDivElement>(null)
  const [columns, setColumns] = useState(0)
  useEffect(() => {
    const width = (place.current?.clientWidth ?? 0) - 24
    setColumns(Math.max(20, Math.floor(width / CHARACTER)))
  }, [])
  return [place, columns] as const
}

/** The width of a character at 12.5 px in the widest of the monospaced faces, 0.62 em. */
const CHARACTER = 7.75
