import { useEffect, useState } from 'react'
import type { ObjectsHook } from '~/hooks/use-objects.ts'

/** Whether the list has an object of this name; deleted ones leave their names free. The server has the last word. */
export function useTaken({ infos }: Pick<ObjectsHook, 'infos'>, name: string): boolean {
  const [taken, setTaken] = useState<string>()
  useEffect(() => {
    let isLatest = true
    const look = async () => {
      const found = name === '' ? [] : await infos({ names: [name], folders: [] })
      if (isLatest) setTaken(found.length > 0 ? name : undefined)
    }
    void look()
    return () => {
      isLatest = false
    }
  }, [infos, name])
  return taken !== undefined && taken === name
}
