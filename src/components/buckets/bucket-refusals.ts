import type { BucketDraft } from './bucket-draft.ts'
import type { BucketField, FieldKey } from './bucket-fields.ts'

/** What the server said no with. */
export type Refusal = { errCode?: number; message: string; details?: string }

/** A sentence for the field that an answer is about. */
export type FieldRefusal = { key: FieldKey; words: string; isTaken?: boolean }

/** The field that an answer of the server is about; undefined when it is about none of these. */
export function refusalOf(refusal: Refusal, d: BucketDraft, fields: BucketField[]): FieldRefusal | undefined {
  const found = fieldOf(refusal, d)
  return found && fields.some((f) => f.key === found.key) ? found : undefined
}

function fieldOf({ errCode, message, details = '' }: Refusal, d: BucketDraft): FieldRefusal | undefined {
  switch (errCode) {
    case 10058:
      return { key: 'name', words: message, isTaken: true }
    case 10065:
      return { key: 'name', words: 'Another stream takes the subjects of a bucket of this name; nothing was written' }
    case 10074:
      return { key: 'num_replicas', words: 'More than one replica needs a cluster, and this server is alone' }
    case 10005:
      return placeRefusal(d)
    case 10028:
      return { key: 'max_bytes', words: 'The account or the server has not so much memory left for JetStream' }
    case 10047:
      return { key: 'max_bytes', words: 'The account or the server has not so much storage left for JetStream' }
    case 10113:
      return { key: 'max_bytes', words: 'This account wants a maximum size on everything that is stored' }
    case 10122:
      return { key: 'max_bytes', words: 'The account allows only less in one bucket' }
    case 10030:
      return { key: 'max_value_size', words: 'A mirror has to take values as large as the bucket that it copies does' }
    case 10046:
      return { key: 'max_value_size', words: 'The bucket has to take values as large as its sources do' }
    case 10140:
      return { key: 'sources', words: 'A source appears twice' }
    case 10052:
      return configRefusal(details, d)
    default:
      return undefined
  }
}

function placeRefusal(d: BucketDraft): FieldRefusal {
  const key = d.cluster.trim() ? 'cluster' : d.tags.trim() ? 'tags' : 'num_replicas'
  return {
    key,
    words: 'No servers fit: too few are up that match the cluster, the tags and the number of replicas, or have room',
  }
}

/** "Invalid configuration" (10052) tells by its words alone what is wrong. */
function configRefusal(details: string, d: BucketDraft): FieldRefusal | undefined {
  if (/republish destination forms a cycle/.test(details))
    return { key: 'republish_dest', words: 'What is republished there would be stored in this bucket again' }
  if (/republish/.test(details))
    return {
      key: 'republish_dest',
      words: 'It does not fit what is republished: as many wildcards are wanted, so > goes to something like changes.>',
    }
  if (/detected cycle/.test(details))
    return { key: d.copies === 'mirror' ? 'mirror' : 'sources', words: 'Going from copy to copy this bucket would copy itself' }
  if (/max age/.test(details)) return { key: 'ttl', words: 'The server does not take this TTL' }
  if (/delete marker/i.test(details)) return { key: 'marker_ttl', words: 'The server does not take this length of time' }
  return undefined
}
