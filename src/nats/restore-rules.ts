import type { Backup } from '~/lib/backup/read-backup.ts'

/** nats-server 2.15 writes archives of another kind, which those before cannot read. */
const NEW_KIND_LEVEL = 5

/** Why this server cannot restore it under this name, whatever streams it has; undefined when it can, or when it is not known which server that is. */
export function restoreProblem(
  { kind, name }: Pick<Backup, 'kind' | 'name'>,
  as: string,
  apiLevel: number | undefined,
): string | undefined {
  if (kind === 'unknown') return 'The archive is not one that nats-server makes: its first bytes are others'
  if (kind === 'messages' && apiLevel !== undefined && apiLevel < NEW_KIND_LEVEL)
    return 'The backup is of nats-server 2.15 or later, and this server is older: it cannot read it'
  if (kind === 'blocks' && as !== name)
    return `The backup is of a nats-server before 2.15, which can be restored under its own name only: ${name}`
  return undefined
}
