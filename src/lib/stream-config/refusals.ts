import { isMirror, type StreamDraft } from './draft.ts'
import type { FieldKey } from './fields.ts'

/** What the server said no with. */
export type Refusal = { errCode?: number; message: string; details?: string }

/** The field that an answer of the server is about, and what to say there; undefined when it is about none. JETSTREAM.md 2.8. */
export function streamRefusal(
  { errCode, message, details = '' }: Refusal,
  d: StreamDraft,
): { key: FieldKey; words: string } | undefined {
  const at = (key: FieldKey, words: string) => ({ key, words })
  const copied: FieldKey = isMirror(d) ? 'mirror' : 'sources'
  switch (errCode) {
    case 10058:
      return at('name', message)
    case 10128:
      return at('name', 'The server does not take this name')
    case 10065:
      return at('subjects', message)
    case 10074:
      return at('num_replicas', 'More than one replica needs a cluster, and this server is alone')
    case 10005:
      return at(
        placeOf(d),
        'No servers fit: too few are up that match the cluster, the tags and the number of replicas, or have room',
      )
    case 10123:
    case 10124:
    case 10226:
      return at('num_replicas', 'The stream is being moved or scaled already: wait until that is done')
    case 10028:
      return at('max_bytes', 'The account or the server has not so much memory left for JetStream')
    case 10047:
      return at('max_bytes', 'The account or the server has not so much storage left for JetStream')
    case 10023:
      return at('max_bytes', 'The server has not so much left for JetStream')
    case 10113:
      return at('max_bytes', 'This account wants a maximum size on every stream')
    case 10122:
      return at('max_bytes', 'The account allows only less in one stream')
    case 10030:
    case 10046:
      return at('max_msg_size', 'It has to take messages as large as the streams that it copies do')
    case 10121:
      return at('limit_ack_pending', 'The account allows fewer')
    case 10153:
      return at('limit_inactive', 'The account allows only less')
    case 10069:
      return at(
        d.limit_ack_pending.trim() ? 'limit_ack_pending' : 'limit_inactive',
        `Consumers that it has are beyond it. ${said(details)}`,
      )
    case 10143:
      return at('first_seq', 'A mirror has the sequences of the stream that it copies')
    case 10156:
      return at('transform_dest', said(details))
    case 10055:
      return at('mirror', 'The server does not let a mirror be changed')
    case 10140:
      return at('sources', 'The same source appears twice')
    case 10173:
      return at('allow_msg_counter', 'A mirror does not count')
    case 10186:
    case 10187:
      return at('allow_msg_schedules', 'A stream that copies others has no schedules')
    case 10198:
      return at('allow_atomic', 'A mirror takes no batches')
    case 10209:
      return at('allow_batched', 'A mirror takes no batches')
    case 10021:
    case 10024:
    case 10031:
    case 10034:
    case 10144:
    case 10145:
    case 10146:
    case 10147:
    case 10150:
    case 10151:
    case 10154:
    case 10155:
    case 10213:
    case 10214:
    case 10215:
    case 10216:
      return at(copied, said(details))
    case 10049:
      return at(/stream subject transform/.test(details) ? 'transform_dest' : copied, said(details))
    case 10052: {
      const key = byWords.find(([words]) => words.test(details))?.[1]
      return key && at(key === 'mirror' || key === 'sources' ? copied : key, said(details))
    }
    default:
      return undefined
  }
}

function placeOf(d: StreamDraft): FieldKey {
  return d.cluster.trim() ? 'cluster' : d.tags.trim() ? 'tags' : 'num_replicas'
}

/** The server's own words without their code: they say more than the code does. */
const said = (details: string) => `The server refused: ${details.replace(/ *\(\d+\/\d+\)$/, '').trim()}`

/** "Invalid configuration" (10052) tells by its words alone what it is about. The first that fits. */
const byWords: [RegExp, FieldKey][] = [
  [/republish/, 'republish_dest'],
  [/detected cycle/, 'mirror'],
  [/delete marker/i, 'subject_delete_marker_ttl'],
  [/duplicates? window/, 'duplicate_window'],
  [/max age/, 'max_age'],
  [/discard new per subject/, 'discard_new_per_subject'],
  [/message size/i, 'max_msg_size'],
  [/MaxConsumers|max consumers/, 'max_consumers'],
  [/retention policy/, 'retention'],
  [/storage type/, 'storage'],
  [/replicas/, 'num_replicas'],
  [/description/, 'description'],
  [/metadata/, 'metadata'],
  [/counter/, 'allow_msg_counter'],
  [/schedul/, 'allow_msg_schedules'],
  [/message TTL/i, 'allow_msg_ttl'],
  [/persist/, 'persist_mode'],
  [/purge/, 'deny_purge'],
  [/deny message deletes/, 'deny_delete'],
  [/roll-?up/, 'allow_rollup_hdrs'],
  [/mirror direct/, 'mirror_direct'],
  [/mirror/, 'mirror'],
  [/source/, 'sources'],
  [/transform/, 'transform_dest'],
  [/ack pending/i, 'limit_ack_pending'],
  [/inactive/i, 'limit_inactive'],
  [/subject|no-ack/, 'subjects'],
]
