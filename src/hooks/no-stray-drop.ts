import { useEffect } from 'react'

/** Where nothing takes files that are dropped, a browser opens them in place of the page. */
export function useNoStrayDrop(): void {
  useEffect(() => {
    const hold = (e: DragEvent) => {
      const takes = e.target instanceof HTMLInputElement && e.target.type === 'file'
      if (!takes && e.dataTransfer?.types.includes('Files')) e.preventDefault()
    }
    window.addEventListener('dragover', hold)
    window.addEventListener('drop', hold)
    return () => {
      window.removeEventListener('dragover', hold)
      window.removeEventListener('drop', hold)
    }
  }, [])
}
