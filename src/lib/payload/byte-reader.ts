/** Says why bytes are not of the format they were read as. */
export class BinaryFault extends Error {
  override name = 'BinaryFault'
}

/** Bytes read in order; running out of them is a fault that says where. */
export class Bytes {
  at = 0
  readonly data: Uint8Array
  private readonly view: DataView

  constructor(data: Uint8Array) {
    this.data = data
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  }

  get length(): number {
    return this.data.length
  }

  take(length: number): Uint8Array {
    const from = this.forward(length)
    return this.data.subarray(from, from + length)
  }

  uint8 = () => this.view.getUint8(this.forward(1))
  uint16 = () => this.view.getUint16(this.forward(2))
  uint32 = () => this.view.getUint32(this.forward(4))
  uint64 = () => this.view.getBigUint64(this.forward(8))
  int8 = () => this.view.getInt8(this.forward(1))
  int16 = () => this.view.getInt16(this.forward(2))
  int32 = () => this.view.getInt32(this.forward(4))
  int64 = () => this.view.getBigInt64(this.forward(8))
  float32 = () => this.view.getFloat32(this.forward(4))
  float64 = () => this.view.getFloat64(this.forward(8))

  private forward(length: number): number {
    const from = this.at
    if (from + length > this.data.length) throw new BinaryFault(`the data ends inside a value that begins at byte ${from}`)
    this.at = from + length
    return from
  }
}
