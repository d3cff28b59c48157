import { useEffect, useRef, useState } from 'react'

/** Lets files be dropped anywhere on the page; gives whether some are held over it now. */
export function useFileDrop(onDrop: (transfer: DataTransfer) => void): boolean {
  const [isOver, setIsOver] = useState(false)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    // Elements are entered before the ones around them are left.
    let depth = 0
    const enter = (e: DragEvent) => {
      if (!hasFiles(e)) return
      e.preventDefault()
      if (e.type === 'dragenter') depth++
      setIsOver(true)
    }
    const leave = (e: DragEvent) => {
      if (!hasFiles(e) || --depth > 0) return
      depth = 0
      setIsOver(false)
    }
    const drop = (e: DragEvent) => {
      depth = 0
      setIsOver(false)
      if (!hasFiles(e) || !e.dataTransfer) return
      e.preventDefault() // or the browser opens the file in place of the page
      latest.current(e.dataTransfer)
    }
    const on: [string, (e: DragEvent) => void][] = [
      ['dragenter', enter],
      ['dragover', enter],
      ['dragleave', leave],
      ['drop', drop],
    ]
    for (const [type, listener] of on) window.addEventListener(type, listener as EventListener) // of a drag, all four
    return () => {
      for (const [type, listener] of on) window.removeEventListener(type, listener as EventListener)
    }
  }, [])
  return isOver
}

const hasFiles = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false
