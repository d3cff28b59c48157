import { useEffect, useRef, useState } from 'react'
import type { DeskHook } from '~/hooks/use-desk.ts'
import type { Seq } from '~/nats/types.ts'

/**
 * With ack policy `all` (`on`): what an ack of the chosen messages, or of the active one, takes with it. Asked for anew whenever rows
 * change. Empty when the server would take none.
 */
export function useAlong(desk: DeskHook, on: boolean, chosen: ReadonlySet<Seq>, active: Seq | undefined, version: number): Seq[] {
  const [along, setAlong] = useState<Seq[]>([])
  const latest = useRef(0)
  const { takenAlong } = desk
  useEffect(() => {
    const turn = ++latest.current
    const seqs = chosen.size > 0 ? [...chosen] : active === undefined ? [] : [active]
    if (!on || seqs.length === 0) return setAlong((old) => (old.length === 0 ? old : []))
    void takenAlong(seqs).then((taken) => turn === latest.current && setAlong(taken))
  }, [takenAlong, on, chosen, active, version])
  return along
}
