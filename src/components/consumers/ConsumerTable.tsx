import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { SortedGrid } from '~/components/table/SortedGrid.tsx'
import { columnsOfAll, columnsOfOne, type ConsumerLine, type Sort } from './consumer-columns.tsx'

const idOf = ({ consumer }: ConsumerLine) => `${consumer.stream} ${consumer.name}` // neither may hold a space

type Props = {
  lines: ConsumerLine[]
  /** Rows of several streams: each says which. */
  withStream: boolean
  sort: Sort
  desc: boolean
  onSort: (sort: Sort, desc: boolean) => void
  footer: ReactNode
}

/** Consumers as rows, of which only those on screen are drawn. */
export function ConsumerTable({ lines, withStream, ...rest }: Props) {
  const navigate = useNavigate()
  return (
    <SortedGrid
      label="Consumers"
      columns={withStream ? columnsOfAll : columnsOfOne}
      items={lines}
      idOf={idOf}
      onOpen={({ consumer: { stream, name } }) =>
        void navigate({ to: '/streams/$stream/consumers/$consumer', params: { stream, consumer: name } })
      }
      minWidth={withStream ? 1178 : 1083}
      {...rest}
    />
  )
}
