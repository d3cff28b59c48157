import { expect, test } from 'vitest'
import { cellText, guessDelimiter, readCsv, type CsvTable, type Delimiter } from './csv.ts'

function rowsOf(table: CsvTable): string[][] {
  return Array.from({ length: table.rows.length - 1 }, (_, row) => {
    const cells: string[] = []
    for (let c = 0; ; c++) {
      const text = cellText(table, row, c)
      if (text === undefined) return cells
      cells.push(text)
    }
  })
}
const read = (text: string, delimiter: Delimiter = ',', goesOn = false) => rowsOf(readCsv(text, delimiter, goesOn))

test.each<[string, string[][]]>([
  ['', []],
  ['\n\r\n', []],
  ['a', [['a']]],
  [
    'a,b\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2\r\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['a\rb', [['a'], ['b']]],
  ['a,\n', [['a', '']]],
  [',', [['', '']]],
  ['a\n\nb', [['a'], ['b']]],
  ['\ufeffa,b', [['a', 'b']]],
  ['"a,b",c', [['a,b', 'c']]],
  ['"a\nb",c', [['a\nb', 'c']]],
  ['"say ""hi""",c', [['say "hi"', 'c']]],
  ['"",x', [['', 'x']]],
  ['a"b,c', [['a"b', 'c']]],
  ['"a"b,c', [['ab', 'c']]],
  ['"never closed,c\nd', [['never closed,c\nd']]],
  ['"ends in two""', [['ends in two"']]],
])('%j', (text, rows) => {
  expect(read(text)).toEqual(rows)
})

test('a text that goes on loses the row that is cut, wherever it is cut', () => {
  const text = 'a,b\r\n"x, ""y""",2\r\n3,"4\n5"\r\n'
  const all = read(text)
  for (let cut = 0; cut <= text.length; cut++) {
    const some = read(text.slice(0, cut), ',', true)
    expect(all.slice(0, some.length), `cut at ${cut}`).toEqual(some)
  }
  expect(readCsv('a,b\n1,2', ',', true)).toMatchObject({ cut: true, columns: 2 })
})

test('rows of another width are counted, too many cells cut', () => {
  expect(readCsv('a,b\n1\n1,2,3\n4,5', ',')).toMatchObject({ ragged: 2, columns: 3, cut: false })
  const many = readCsv('a,b\n'.repeat(100), ',', false, 10)
  expect(many).toMatchObject({ cut: true })
  expect(many.rows).toHaveLength(6)
  for (const goesOn of [false, true]) expect(readCsv(','.repeat(1000), ',', goesOn, 10)).toMatchObject({ cut: true, columns: 10 })
})

test('a long cell is shown by its beginning', () => {
  const table = readCsv(`"${'x""'.repeat(1000)}"`, ',')
  expect(cellText(table, 0, 0, 10)?.length).toBeLessThanOrEqual(11)
  expect(cellText(table, 0, 0, 10)).toMatch(/^x"x".*…$/)
})

test.each<[string, Delimiter]>([
  ['a,b\n1,2', ','],
  ['a;b\n1,5;2,5\n', ';'],
  ['a\tb,c\n1\t2', '\t'],
  ['a|b|c\n1|2|3', '|'],
  ['"a;b",c\n"d;e",f', ','],
  ['one column\nonly', ','],
  ['', ','],
])('%j is divided by %j', (text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter)
})
