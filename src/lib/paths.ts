/** Every address of the app, in one place. Names of streams may hold any character but white space and . * > / \ */
export const paths = {
  overview: () => '/',
  connect: () => '/connect',
  streams: () => '/streams',
  stream: (name: string) => `/streams/${encodeURIComponent(name)}`,
  messages: (name: string, search: Record<string, string> = {}) => below(name, 'messages', search),
  replay: (name: string, search: Record<string, string> = {}) => below(name, 'replay', search),
}

function below(stream: string, page: string, search: Record<string, string>): string {
  const query = new URLSearchParams(search).toString()
  return `/streams/${encodeURIComponent(stream)}/${page}${query ? `?${query}` : ''}`
}
