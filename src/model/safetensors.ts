/**
 * The safetensors format: eight bytes with the length of a JSON header, the header, and the values of the tensors, close-packed.
 * The header says of each tensor its type, shape, and where its bytes begin and end, counted from the end of the header.
 */
import type { NumberArray } from '../contract/engine.ts'
import type { SafetensorsContent } from '../contract/model.ts'
import { fromBfloat16, fromFloat16 } from './half-bits.ts'

/** A file that is not what its format promises. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError'
}

/** The longest header that is read, as the format's own reader has it. */
const LONGEST_HEADER = 100_000_000

/** What the header of a file says of a tensor. */
export interface TensorEntry {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data_offsets: readonly [number, number]
}

const decoders: Readonly<Record<string, { readonly bytes: number; readonly decode: (bytes: Uint8Array) => Float32Array }>> = {
  F64: { bytes: 8, decode: (bytes) => Float32Array.from(new Float64Array(aligned(bytes))) },
  F32: { bytes: 4, decode: (bytes) => new Float32Array(aligned(bytes)) },
  F16: { bytes: 2, decode: (bytes) => Float32Array.from(new Uint16Array(aligned(bytes)), fromFloat16) },
  BF16: { bytes: 2, decode: (bytes) => Float32Array.from(new Uint16Array(aligned(bytes)), fromBfloat16) },
}

/** A copy that begins at 0 of a buffer of its own: a Buffer's slice would not be one. */
function aligned(bytes: Uint8Array): ArrayBuffer {
  const copy = new Uint8Array(bytes.length)
  copy.set(bytes)
  return copy.buffer
}

/** Types that the format knows and that no parameter has: skipped, with their size. */
const otherBytes: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I16: 2,
  U16: 2,
  I32: 4,
  U32: 4,
  I64: 8,
  U64: 8,
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/**
 * The file as pieces in order: header, then each tensor in float32. Tensors lie in the order that they come in.
 * @throws RangeError when a tensor's values do not fit its shape
 */
export function encodeSafetensors({ tensors, metadata = {} }: SafetensorsContent): Uint8Array[] {
  let end = 0
  const entries = Object.entries(tensors).map(([name, { shape, values }]) => {
    if (name === '__metadata__') throw new RangeError('encodeSafetensors: __metadata__ is no name for a tensor')
    if (values.length !== sizeOf(shape)) {
      throw new RangeError(`encodeSafetensors: ${name} [${shape.join(', ')}] has ${sizeOf(shape)} values, got ${values.length}`)
    }
    const begin = end
    end += 4 * values.length
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const
  })
  const header = JSON.stringify({
    ...(Object.keys(metadata).length === 0 ? {} : { __metadata__: metadata }),
    ...Object.fromEntries(entries),
  })
  const json = new TextEncoder().encode(header)
  // Spaces after the header let the values begin at a multiple of eight.
  const padded = Math.ceil(json.length / 8) * 8
  const front = new Uint8Array(8 + padded).fill(0x20)
  new DataView(front.buffer).setBigUint64(0, BigInt(padded), true)
  front.set(json, 8)
  return [front, ...Object.values(tensors).map(({ values }) => bytesOf(values))]
}

function bytesOf(values: ArrayLike<number>): Uint8Array {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values)
  return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
}

/**
 * The tensors of a file, as float32, in the order of the header. Tensors of whole numbers or booleans are left out.
 * @throws SafetensorsError when the file is truncated, has bytes that no tensor claims, or is something else
 */
export function decodeSafetensors(file: Uint8Array): SafetensorsContent {
  const { header, data } = split(file)
  const { __metadata__: metadata, ...rest } = header
  const entries = Object.entries(rest).map(([name, value]) => [name, entryOf(name, value)] as const)
  requireCover(entries, data.length)
  const tensors = entries.flatMap(([name, entry]): (readonly [string, NumberArray])[] => {
    const decoder = decoders[entry.dtype]
    if (decoder === undefined) return []
    return [[name, { shape: entry.shape, values: decoder.decode(data.subarray(...entry.data_offsets)) }]]
  })
  return { tensors: Object.fromEntries(tensors), metadata: metadataOf(metadata) }
}

function split(file: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (file.length < 8) fail(`expected at least 8 bytes, got ${file.length}: the file is truncated or is something else`)
  const length = new DataView(file.buffer, file.byteOffset, 8).getBigUint64(0, true)
  if (length > LONGEST_HEADER)
    fail(`expected a header of at most ${LONGEST_HEADER} bytes, got ${length}: this is no safetensors file`)
  const end = 8 + Number(length)
  if (end > file.length)
    fail(`the header ends at byte ${end}, but the file has ${file.length}: it is truncated or is something else`)
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(file.subarray(8, end)))
  } catch (error) {
    fail(`the header is no JSON: ${(error as Error).message}`)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) fail('the header must be a JSON object')
  return { header: header as Record<string, unknown>, data: file.subarray(end) }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function entryOf(name: string, value: unknown): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Partial<Record<keyof TensorEntry, unknown>>
  const bytes = typeof dtype === 'string' ? (decoders[dtype]?.bytes ?? otherBytes[dtype]) : undefined
  if (typeof dtype !== 'string' || bytes === undefined) fail(`tensor ${name} has the unknown type ${JSON.stringify(dtype)}`)
  if (!Array.isArray(shape) || !shape.every(isCount)) fail(`tensor ${name} has no shape of whole numbers`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) fail(`tensor ${name} has no two data_offsets`)
  const [begin = 0, end = 0] = offsets
  const expected = bytes * sizeOf(shape)
  if (end - begin !== expected)
    fail(`tensor ${name} (${dtype} [${shape.join(', ')}]) needs ${expected} bytes, its offsets give ${end - begin}`)
  return { dtype, shape, data_offsets: [begin, end] }
}

/** Every byte belongs to exactly one tensor. */
function requireCover(entries: readonly (readonly [string, TensorEntry])[], length: number): void {
  let covered = 0
  for (const [
    name,
    {
      data_offsets: [begin, end],
    },
  ] of entries.toSorted(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1])) {
    if (begin !== covered)
      fail(`tensor ${name} begins at byte ${begin} of the data, expected ${covered}: tensors overlap or leave a hole`)
    covered = end
  }
  if (covered > length) fail(`the tensors need ${covered} bytes of data, the file has ${length}: it is truncated`)
  if (covered < length) fail(`the tensors take ${covered} bytes of data, the file has ${length}: bytes are left over`)
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {}
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined
  if (entries === undefined || !entries.every(([, text]) => typeof text === 'string'))
    fail('__metadata__ must map names to texts')
  return Object.fromEntries(entries as [string, string][])
}

function fail(reason: string): never {
  throw new SafetensorsError(`decodeSafetensors: ${reason}`)
}
