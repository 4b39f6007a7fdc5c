/**
 * Checkpoints as bytes: a file in the safetensors format (8 bytes for the length of a JSON header, the header, the tensors), so that other
 * programs can read the parameters. The header's metadata hold what is not a tensor, and the SHA-256 of the whole file in which the 64 digits of
 * the hash itself are taken as zeros.
 */
import { createHash } from 'node:crypto'
import type { Checkpoint, SavedTensor } from '../contract/train.ts'
import type { TensorEntry } from '../model/safetensors.ts'
import { byName, canonicalJson } from './canonical-json.ts'

const FORMAT = 'assay.checkpoint/1'
const NO_HASH = '0'.repeat(64)
const HASH_FIELD = /"sha256":"([0-9a-f]{64})"/
const LENGTH_BYTES = 8

interface Header {
  readonly __metadata__: { readonly format: string; readonly sha256: string; readonly state: string }
  readonly [name: string]: TensorEntry | Header['__metadata__']
}

/** A checkpoint as the bytes of a file; see the contract. */
export function encodeCheckpoint({ tensors, ...state }: Checkpoint): Uint8Array {
  let end = 0
  const sorted = byName<SavedTensor>(tensors)
  const entries = sorted.map(([name, { shape, values }]) => {
    const begin = end
    end += values.byteLength
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const
  })
  const metadata = { format: FORMAT, sha256: NO_HASH, state: canonicalJson(state) }
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) })
  // tensors begin at a multiple of 8 bytes, as the format asks
  const header = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8 - Buffer.byteLength(text) + text.length))
  const bytes = Buffer.alloc(LENGTH_BYTES + header.length + end)
  bytes.writeBigUInt64LE(BigInt(header.length))
  header.copy(bytes, LENGTH_BYTES)
  let at = LENGTH_BYTES + header.length
  for (const [, { values }] of sorted) {
    littleEndian(values).copy(bytes, at)
    at += values.byteLength
  }
  const place = bytes.indexOf(NO_HASH)
  bytes.write(hashOf(bytes), place, 'latin1')
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** The checkpoint of a file's bytes; see the contract. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { text, dataStart } = headerOf(file)
  const header = parseHeader(text)
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__') as [string, TensorEntry][]
  const dataLength = Math.max(0, ...entries.map(([, { data_offsets: offsets }]) => offsets[1]))
  if (file.length !== dataStart + dataLength) {
    const wrong = file.length < dataStart + dataLength ? 'cut short' : 'too long'
    throw refusal(`the file is ${wrong}: expected ${dataStart + dataLength} bytes, got ${file.length}`)
  }
  const { __metadata__: metadata } = header
  const { format, sha256, state } = metadata
  const blank = Buffer.from(file)
  blank.write(NO_HASH, file.indexOf(sha256), 'latin1')
  const got = hashOf(blank)
  if (got !== sha256) {
    throw refusal(`the file was changed after it was written: expected SHA-256 ${sha256.slice(0, 12)}…, got ${got.slice(0, 12)}…`)
  }
  if (format !== FORMAT)
    throw refusal(`expected a file of format ${FORMAT}, got ${format}; it is of another version of this program`)
  const tensors = entries.map(
    ([
      name,
      {
        shape,
        data_offsets: [from, to],
      },
    ]): [string, SavedTensor] => [name, { shape, values: floats(file.subarray(dataStart + from, dataStart + to)) }],
  )
  return { ...(JSON.parse(state) as Omit<Checkpoint, 'tensors'>), tensors: Object.fromEntries(tensors) }
}

function headerOf(file: Buffer): { text: string; dataStart: number } {
  if (file.length < LENGTH_BYTES) throw refusal(`the file is cut short or no checkpoint: it has ${file.length} bytes`)
  const length = file.readBigUInt64LE()
  const dataStart = LENGTH_BYTES + Number(length)
  if (file[LENGTH_BYTES] !== 0x7b /* { */ && file.length > LENGTH_BYTES) {
    throw refusal('the file is not a checkpoint: expected a safetensors header')
  }
  if (length > BigInt(file.length - LENGTH_BYTES)) {
    throw refusal(
      `the file is cut short or not a checkpoint: its header should have ${length} bytes, ${file.length - LENGTH_BYTES} are left`,
    )
  }
  return { text: file.toString('utf8', LENGTH_BYTES, dataStart), dataStart }
}

function parseHeader(text: string): Header {
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (error) {
    throw refusal(`its header is no JSON (${(error as Error).message}): it was changed after it was written, or is no checkpoint`)
  }
  if (!isHeader(header) || !HASH_FIELD.test(text)) {
    throw refusal('it is a safetensors file, but not one of this program: it has no state to go on from, or that was changed')
  }
  return header
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false
  const { __metadata__: metadata, ...tensors } = value as Record<string, Partial<TensorEntry> | undefined>
  const { format, sha256, state } = (metadata ?? {}) as Record<string, unknown>
  return (
    [format, sha256, state].every((field) => typeof field === 'string') &&
    Object.values(tensors).every(
      (entry) =>
        entry?.dtype === 'F32' &&
        Array.isArray(entry.shape) &&
        Array.isArray(entry.data_offsets) &&
        entry.data_offsets.every((offset) => Number.isSafeInteger(offset) && offset >= 0 && offset % 4 === 0),
    )
  )
}

function refusal(reason: string): RangeError {
  return new RangeError(`decodeCheckpoint: ${reason}`)
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** float32 numbers as the format wants them; a copy only on a machine of the other order. */
function littleEndian(values: Float32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return IS_LITTLE_ENDIAN ? bytes : Buffer.from(bytes).swap32()
}

function floats(bytes: Buffer): Float32Array {
  const copy = Buffer.from(bytes)
  if (!IS_LITTLE_ENDIAN) copy.swap32()
  const aligned = new Uint8Array(copy)
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4)
}

const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
