import { useEffect, useRef, useState } from 'react'
import type { DeskHook } from '~/hooks/use-desk.ts'
import type { Seq } from '~/nats/types.ts'

/** What an ack of the highest chosen one takes with it: asked for anew whenever rows change. */
export function useAlong(desk: DeskHook, upTo: Seq | undefined, version: number): Seq[] {
  const [along, setAlong] = useState<Seq[]>([])
  const latest = useRef(0)
  const { takenAlong } = desk
  useEffect(() => {
    const turn = ++latest.current
    if (upTo === undefined) return setAlong((old) => (old.length === 0 ? old : []))
    void takenAlong(upTo).then((seqs) => turn === latest.current && setAlong(seqs))
  }, [takenAlong, upTo, version])
  return along
}
