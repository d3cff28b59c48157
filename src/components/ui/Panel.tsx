import type { ReactNode } from 'react'

export function Panel({ title, children, flush = false }: { title: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className="panel">
      <h2>{title}</h2>
      {flush ? children : <div className="body">{children}</div>}
    </section>
  )
}

/** A name and its value in a `<dl className="facts">`; without a value it is left out. */
export function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '' || children === false) return null
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
