import { Navigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { paths } from '~/lib/paths.ts'

/** Asks for a connection first and remembers where the operator wanted to go. */
export function ToConnect() {
  const router = useRouter()
  const [to] = useState(() => router.state.location.href) // as it was at first: this component changes it
  return <Navigate to={paths.connect()} search={to === '/' ? {} : { to }} replace />
}
