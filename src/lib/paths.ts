const stream = (name: string) => `/streams/${encodeURIComponent(name)}`

const query = (search: Record<string, string>) => {
  const text = new URLSearchParams(search).toString()
  return text ? `?${text}` : ''
}

/** Every address of the app, in one place. Names of streams may hold any character but white space and . * > / \ */
export const paths = {
  overview: () => '/',
  connect: () => '/connect',
  streams: () => '/streams',
  stream,
  messages: (name: string, search: Record<string, string> = {}) => `${stream(name)}/messages${query(search)}`,
  /** The replay desk; `attach` names a consumer to take messages from. */
  replay: (name: string, search: Record<string, string> = {}) => `${stream(name)}/replay${query(search)}`,
  allConsumers: () => '/consumers',
  consumers: (name: string) => `${stream(name)}/consumers`,
  consumer: (name: string, consumer: string) => `${stream(name)}/consumers/${encodeURIComponent(consumer)}`,
  buckets: () => '/kv',
  /** The keys of a bucket; `key` names the one that is open. */
  bucket: (name: string, search: Record<string, string> = {}) => `/kv/${encodeURIComponent(name)}${query(search)}`,
  objectBuckets: () => '/objects',
  /** The objects of a bucket; `folder` names the one that is shown, `object` the one that is open. */
  objects: (name: string, search: Record<string, string> = {}) => `/objects/${encodeURIComponent(name)}${query(search)}`,
}
