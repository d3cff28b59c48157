/** Every address of the app, in one place. Names of streams may hold any character but white space and . * > / \ */
export const paths = {
  overview: () => '/',
  connect: () => '/connect',
  streams: () => '/streams',
  stream: (name: string) => `/streams/${encodeURIComponent(name)}`,
  messages: (name: string, search: Record<string, string> = {}) => {
    const query = new URLSearchParams(search).toString()
    return `/streams/${encodeURIComponent(name)}/messages${query ? `?${query}` : ''}`
  },
}
