import { expect, test } from 'vitest'
import { folderOf, folderRows, folderTrail, type FolderQuery, type Listed } from './folder-view.ts'

const object = (name: string, size = 1, more: Partial<Listed> = {}): Listed => ({
  name,
  size,
  chunks: 1,
  mtime: '2026-01-01T00:00:00Z',
  digest: '',
  deleted: false,
  ...more,
})
const top: FolderQuery = { folder: '', text: '', sort: 'name', desc: false, deleted: false }
const objects = [
  object('b.txt', 5),
  object('docs/a.md', 10),
  object('docs/deep/x.md', 20, { mtime: '2026-02-01T00:00:00Z' }),
  object('docs/gone', 0, { deleted: true }),
  object('a.txt', 50),
  object('/odd'),
]
const names = (query: Partial<FolderQuery>) => folderRows(objects, { ...top, ...query }).map((r) => r.label)

test('folders first, then what is in none', () => {
  expect(names({})).toEqual(['/', 'docs/', 'a.txt', 'b.txt'])
  expect(names({ folder: 'docs/' })).toEqual(['deep/', 'a.md'])
  expect(names({ folder: 'docs/', deleted: true })).toEqual(['deep/', 'a.md', 'gone'])
  expect(names({ folder: '/' })).toEqual(['odd'])
  expect(names({ folder: 'nowhere/' })).toEqual([])
})

test('a folder is as large and as new as all below it; what is deleted does not count', () => {
  const row = folderRows(objects, { ...top, deleted: true }).find((r) => r.label === 'docs/')
  expect(row).toEqual({ kind: 'folder', path: 'docs/', label: 'docs/', objects: 2, size: 30, mtime: '2026-02-01T00:00:00Z' })
})

test('sorted by what is asked for, both ways', () => {
  expect(names({ sort: 'size', desc: true })).toEqual(['docs/', '/', 'a.txt', 'b.txt'])
  expect(names({ sort: 'size' })).toEqual(['/', 'docs/', 'b.txt', 'a.txt'])
  expect(names({ desc: true })).toEqual(['docs/', '/', 'b.txt', 'a.txt'])
})

test('a text finds in the folder and below it', () => {
  expect(names({ text: '.MD' })).toEqual(['docs/a.md', 'docs/deep/x.md'])
  expect(names({ folder: 'docs/deep/', text: 'a' })).toEqual([])
})

test('the way to a folder', () => {
  expect(folderTrail('')).toEqual([])
  expect(folderTrail('a/b c/')).toEqual([
    { path: 'a/', label: 'a' },
    { path: 'a/b c/', label: 'b c' },
  ])
  expect([folderOf('a/b/c'), folderOf('c')]).toEqual(['a/b/', ''])
})
