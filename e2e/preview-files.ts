import { crc32, deflateSync } from 'node:zlib'

function chunkOf(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const whole = Buffer.alloc(body.length + 8)
  whole.writeUInt32BE(data.length, 0)
  body.copy(whole, 4)
  whole.writeUInt32BE(crc32(body), body.length + 4)
  return whole
}

/** A grey picture. */
export function png(width: number, height: number, rows: Uint8Array = new Uint8Array(height * (width + 1))): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001a\n', 'latin1'),
    chunkOf('IHDR', header),
    chunkOf('IDAT', deflateSync(rows, { level: 0 })),
    chunkOf('IEND', new Uint8Array(0)),
  ])
}

/** A tone, two channels of 16 bits at 44.1 kHz. */
export function wav(seconds: number): Buffer {
  const rate = 44_100
  const data = Buffer.alloc(seconds * rate * 4)
  for (let i = 0; i < data.length; i += 4) data.writeInt16LE(Math.round(8000 * Math.sin((i / 4) * 0.05)), i)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + data.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate * 4, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(data.length, 40)
  return Buffer.concat([header, data])
}

/** Pages with a word on each, `padding` bytes that no page needs, and what is done when it is opened. */
export function pdf(words: string[], { padding = 0, action = '' } = {}): Buffer {
  const kids = words.map((_, i) => `${5 + 2 * i} 0 R`).join(' ')
  const objects = [
    `<< /Type /Catalog /Pages 2 0 R ${action ? `/OpenAction << /S /JavaScript /JS (${action}) >>` : ''} >>`,
    `<< /Type /Pages /Kids [${kids}] /Count ${words.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Length ${padding} >>\nstream\n${'x'.repeat(padding)}\nendstream`,
  ]
  for (const [i, word] of words.entries()) {
    const text = `BT /F1 40 Tf 40 100 Td (${word}) Tj ET 0.2 0.4 0.8 rg 40 20 100 40 re f`
    objects.push(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources << /Font << /F1 3 0 R >> >> /Contents ${6 + 2 * i} 0 R
/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 300 200] /A << /S /URI /URI (https://example.com/clicked) >> >>] >>`,
      `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    )
  }
  let text = '%PDF-1.4\n'
  const places = objects.map((o, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${o}\nendobj\n`
    return at
  })
  const xref = text.length
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n`
  for (const at of places) text += `${String(at).padStart(10, '0')} 00000 n \n`
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`
  return Buffer.from(text, 'latin1')
}
