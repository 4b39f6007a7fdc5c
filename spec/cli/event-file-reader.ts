/** Reads TensorBoard's event files as their format is published, sharing no code with the writer. For tests. */

/** A record of an event file. */
export interface ReadEvent {
  readonly wallTime: number
  readonly step: number
  readonly fileVersion?: string
  readonly scalars: Readonly<Record<string, number>>
}

/** @throws Error for a checksum that is not right, and for a file that ends within a record */
export function readEvents(file: Buffer): ReadEvent[] {
  const events: ReadEvent[] = []
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at))
    check(file.subarray(at, at + 8), file.readUInt32LE(at + 8))
    const data = file.subarray(at + 12, at + 12 + length)
    check(data, file.readUInt32LE(at + 12 + length))
    events.push(eventOf(data))
    at += 16 + length
  }
  return events
}

/** Bit by bit, as a division of polynomials; then turned by 15 bits and shifted by a constant. */
export function crc32cBitwise(data: Uint8Array): number {
  let crc = 0xffffffffn
  for (const byte of data) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >> 1n) ^ (crc % 2n === 1n ? 0x82f63b78n : 0n)
  }
  return Number(crc ^ 0xffffffffn)
}

function check(data: Uint8Array, masked: number): void {
  const turned = BigInt(masked) - 0xa282ead8n + 0x100000000n
  const crc = ((turned << 15n) | ((turned % 0x100000000n) >> 17n)) % 0x100000000n
  if (Number(crc) !== crc32cBitwise(data)) throw new Error(`wrong checksum of ${data.length} bytes`)
}

/** Fields of a protocol buffer: numbers for varints and floats, bytes for the rest. */
function fieldsOf(data: Buffer): { readonly field: number; readonly value: number | Buffer }[] {
  const fields: { field: number; value: number | Buffer }[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 1; ; shift *= 128) {
      const byte = data.readUInt8(at)
      at += 1
      value += (byte % 128) * shift
      if (byte < 128) return value
    }
  }
  while (at < data.length) {
    const key = varint()
    const field = key >> 3
    if (key % 8 === 0) fields.push({ field, value: varint() })
    else if (key % 8 === 1) fields.push({ field, value: data.readDoubleLE((at += 8) - 8) })
    else if (key % 8 === 5) fields.push({ field, value: data.readFloatLE((at += 4) - 4) })
    else {
      const length = varint()
      fields.push({ field, value: data.subarray(at, at + length) })
      at += length
    }
  }
  return fields
}

function eventOf(data: Buffer): ReadEvent {
  let event: ReadEvent = { wallTime: NaN, step: 0, scalars: {} }
  for (const { field, value } of fieldsOf(data)) {
    if (field === 1) event = { ...event, wallTime: Number(value) }
    if (field === 2) event = { ...event, step: Number(value) }
    if (field === 3) event = { ...event, fileVersion: String(value) }
    if (field === 5 && Buffer.isBuffer(value)) event = { ...event, scalars: Object.fromEntries(fieldsOf(value).map(scalarOf)) }
  }
  return event
}

function scalarOf({ value }: { readonly value: number | Buffer }): [string, number] {
  const fields = Buffer.isBuffer(value) ? fieldsOf(value) : []
  const get = (wanted: number) => fields.find(({ field }) => field === wanted)?.value
  return [String(get(1)), Number(get(2))]
}
