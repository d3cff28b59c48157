/** A file out of an archive; `mtime` in seconds. */
export type ZipFile = { name: string; data: Buffer; crc: number; mtime: number | undefined }

/** Reads an archive whose files are stored as they are, as readers do: by the list at its end. Throws on anything that does not fit. */
export function readZip(zip: Buffer): ZipFile[] {
  const end = zip.length - 22
  expectSign(zip, end, 0x06054b50)
  let [count, at] = [zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16)]
  if (end >= 20 && zip.readUInt32LE(end - 20) === 0x07064b50) {
    const wide = Number(zip.readBigUInt64LE(end - 12))
    expectSign(zip, wide, 0x06064b50)
    count = Number(zip.readBigUInt64LE(wide + 32))
    at = Number(zip.readBigUInt64LE(wide + 48))
  }
  const files: ZipFile[] = []
  for (let i = 0; i < count; i++) {
    expectSign(zip, at, 0x02014b50)
    const [nameLength, extraLength] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)]
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString('utf8')
    const extra = fieldsOf(zip.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength))
    const wide = extra.get(0x0001)
    const size = wide ? Number(wide.readBigUInt64LE(0)) : zip.readUInt32LE(at + 24)
    const offset = wide ? Number(wide.readBigUInt64LE(16)) : zip.readUInt32LE(at + 42)
    expectSign(zip, offset, 0x04034b50)
    if (zip.readUInt16LE(at + 10) !== 0) throw new Error(`${name} is compressed`)
    const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
    const data = zip.subarray(start, start + size)
    files.push({ name, data, crc: zip.readUInt32LE(at + 16), mtime: extra.get(0x5455)?.readUInt32LE(1) })
    at += 46 + nameLength + extraLength
  }
  return files
}

function fieldsOf(extra: Buffer): Map<number, Buffer> {
  const fields = new Map<number, Buffer>()
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2)
    fields.set(extra.readUInt16LE(at), extra.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return fields
}

function expectSign(zip: Buffer, at: number, sign: number): void {
  const found = zip.readUInt32LE(at)
  if (found !== sign) throw new Error(`At ${at} of the archive there is ${found.toString(16)}, not ${sign.toString(16)}`)
}
