import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const src = dirname(fileURLToPath(import.meta.url))

/** Who may import whom (docs/ARCHITECTURE.md): each folder with all it may use besides itself. Nothing points back. */
const allowed: Record<string, string[]> = {
  'main.tsx': ['routes.tsx', 'components', 'hooks', 'stores', 'styles.css'],
  'routes.tsx': ['pages', 'components', 'lib'],
  pages: ['components', 'hooks', 'stores', 'lib', 'nats'],
  components: ['hooks', 'stores', 'lib', 'nats'],
  hooks: ['stores', 'workers', 'nats', 'lib'],
  stores: ['nats', 'lib'],
  workers: ['nats', 'lib'],
  nats: ['lib'],
  lib: [],
}

type Import = { from: string; to: string; typeOnly: boolean }

function sources(): { file: string; text: string }[] {
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((f) => /\.tsx?$/.test(f) && !f.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }))
}

function importsOf({ file, text }: { file: string; text: string }): Import[] {
  const found = text.matchAll(/(import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|import\(?\s*['"]([^'"]+)['"]/g)
  return [...found].map(([, , type, named, bare]) => ({
    from: file,
    to: localPath(file, (named ?? bare)!),
    typeOnly: type !== undefined,
  }))
}

/** A path below src for our own files, the bare name for a package. */
function localPath(file: string, to: string): string {
  if (to.startsWith('~/')) return to.slice(2)
  return to.startsWith('.') ? relative(src, resolve(src, dirname(file), to)) : to
}

const top = (path: string) => path.split('/')[0]!
const all = sources().flatMap(importsOf)
const ours = (i: Import) => Object.keys(allowed).includes(top(i.to)) || i.to.startsWith('..')

test('imports point one way', () => {
  const wrong = all.filter((i) => ours(i) && top(i.from) !== top(i.to) && !allowed[top(i.from)]?.includes(top(i.to)))
  expect(wrong).toEqual([])
})

test('only src/nats imports nats.ws', () => {
  expect(all.filter((i) => i.to === 'nats.ws' && top(i.from) !== 'nats')).toEqual([])
})

test('pages and components call src/nats through hooks: they import only its types', () => {
  const calls = all.filter((i) => ['pages', 'components'].includes(top(i.from)) && top(i.to) === 'nats' && !i.typeOnly)
  expect(calls).toEqual([])
})

test('src/nats and src/lib know no React and no store', () => {
  const libraries = /^(react|react-dom|zustand|@tanstack\/|@mantine\/)/
  expect(all.filter((i) => ['nats', 'lib'].includes(top(i.from)) && libraries.test(i.to))).toEqual([])
})

test('primitives know nothing of NATS, the router or the stores', () => {
  const outside = all.filter(
    (i) =>
      i.from.startsWith('components/ui/') &&
      /^(nats|hooks|stores|pages|routes|components\/(?!ui))|^@tanstack\/react-(router|query)/.test(i.to),
  )
  expect(outside).toEqual([])
})
