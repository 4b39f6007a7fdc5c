/** Safetensors files: every bit comes back, published files are read, and what is no such file is refused. */
import fc from 'fast-check'
import type { NumberArray } from '../../../src/contract/engine.ts'
import { law, once, table } from '../../judge/spec.ts'

/** Any float32, by its bits; NaN as one of them. */
const floats = fc.integer({ min: 0, max: 0xffff_ffff }).map((bits) => {
  const word = new DataView(new ArrayBuffer(4))
  word.setUint32(0, bits)
  const value = word.getFloat32(0)
  return Number.isNaN(value) ? NaN : value
})

const tensor: fc.Arbitrary<NumberArray> = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 3 }).chain((shape) => {
  const size = shape.reduce((product, extent) => product * extent, 1)
  return fc.array(floats, { minLength: size, maxLength: size }).map((values) => ({ shape, values: Float32Array.from(values) }))
})

/** Names that a plain object does not move or swallow. */
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => !/^(\d+|__\w+__)$/.test(text))

const contents = fc.dictionary(name, tensor, { maxKeys: 4 })

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)))
}

/** The same bytes as a Buffer that begins in the middle of another's memory, as files come. */
const pooled = (file: Uint8Array<ArrayBuffer>): Buffer => Buffer.from(new Uint8Array([9, 9, 9, ...file]).buffer, 3)

/** Tells -0 from 0. */
const bitsOf = (values: ArrayLike<number>): Uint32Array => new Uint32Array(Float32Array.from(values).buffer)

/** Two float32 and a half of each kind by hand: header, values, no code of ours. */
function byHand(header: unknown, data: readonly number[], headerLength?: number): Uint8Array {
  const json = Array.from(new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header)))
  const length = headerLength ?? json.length
  return Uint8Array.from([...Array.from({ length: 8 }, (_, i) => Math.floor(length / 256 ** i) % 256), ...json, ...data])
}

const roundTrip = law({
  id: 'safetensors.every-bit-comes-back',
  says: 'what is written is read back, from anywhere in a buffer: names, order, shapes, metadata and every float32, bit for bit',
  cites: 'the format: 8 bytes of length, a JSON header, close-packed values',
  needs: ['encodeSafetensors', 'decodeSafetensors'],
  holds: ({ encodeSafetensors, decodeSafetensors }, w) =>
    fc.property(contents, fc.dictionary(name, fc.string(), { maxKeys: 2 }), (tensors, metadata) => {
      const back = decodeSafetensors(pooled(joined(encodeSafetensors({ tensors, metadata }))))
      w.equal('names, in order', Object.keys(back.tensors), Object.keys(tensors))
      w.equal('metadata', { ...back.metadata }, { ...metadata })
      for (const [key, { shape, values }] of Object.entries(tensors)) {
        w.equal(`shape of ${key}`, back.tensors[key]?.shape, shape)
        w.equal(`bits of ${key}`, bitsOf(back.tensors[key]?.values ?? []), bitsOf(values))
      }
    }),
})

const layout = law({
  id: 'safetensors.layout',
  says: 'a file begins with the length of its header as a little-endian 64-bit number, then JSON that names type, shape and offsets, then the values in little-endian',
  cites: 'the format description of the safetensors project',
  needs: ['encodeSafetensors'],
  holds: ({ encodeSafetensors }, w) =>
    once(() => {
      const file = joined(encodeSafetensors({ tensors: { b: { shape: [2], values: [1, -2] }, a: { shape: [], values: [0.5] } } }))
      const length = new DataView(file.buffer).getBigUint64(0, true)
      w.require('header and 12 bytes of values fill the file', 8n + length + 12n === BigInt(file.length), length)
      const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + Number(length)))) as Record<string, unknown>
      w.equal('b', header['b'], { dtype: 'F32', shape: [2], data_offsets: [0, 8] })
      w.equal('a', header['a'], { dtype: 'F32', shape: [], data_offsets: [8, 12] })
      w.equal('the header begins with a brace', file[8], 0x7b)
      w.equal('values', Array.from(file.subarray(8 + Number(length))), [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 0, 0, 0, 0x3f])
    }),
})

/** 1.5 and -0.25 in each type, and the smallest numbers of the 16-bit ones. */
const types = [
  { dtype: 'F32', data: [0, 0, 0xc0, 0x3f, 0, 0, 0x80, 0xbe], values: [1.5, -0.25] },
  { dtype: 'F64', data: [0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0xd0, 0xbf], values: [1.5, -0.25] },
  // 1/10 and 1/3: float32 rounds both up
  { dtype: 'F64', data: [0x9a, 0x99, 0x99, 0x99, 0x99, 0x99, 0xb9, 0x3f, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55, 0xd5, 0x3f], values: [0.1, 1 / 3].map(Math.fround) }, // prettier-ignore
  { dtype: 'F16', data: [0, 0x3e, 0, 0xb4], values: [1.5, -0.25] },
  { dtype: 'F16', data: [1, 0, 0xff, 0x7b], values: [2 ** -24, 65_504] },
  { dtype: 'F16', data: [0, 0x7c, 0, 0x84], values: [Infinity, -(2 ** -14)] },
  { dtype: 'BF16', data: [0xc0, 0x3f, 0x80, 0xbe], values: [1.5, -0.25] },
  { dtype: 'BF16', data: [1, 0, 0x80, 0xff], values: [2 ** -133, -Infinity] },
]

const published = law({
  id: 'safetensors.types-of-published-files',
  says: 'F64, F32, F16 and BF16 are read as float32; tensors of whole numbers are left out; spaces may follow the header',
  cites: 'the format; IEEE 754 binary16, and bfloat16 as the upper half of a binary32; bytes written by hand',
  needs: ['decodeSafetensors'],
  holds: ({ decodeSafetensors }, w) =>
    table(types, ({ dtype, data, values }) => {
      const header = {
        x: { dtype, shape: [2, 1], data_offsets: [0, data.length] },
        mask: { dtype: 'U8', shape: [3], data_offsets: [data.length, data.length + 3] },
      }
      const { tensors } = decodeSafetensors(byHand(`${JSON.stringify(header)}   `, [...data, 1, 2, 3]))
      w.equal('names', Object.keys(tensors), ['x'])
      w.equal('shape', tensors['x']?.shape, [2, 1])
      w.equal('values', Array.from(tensors['x']?.values ?? []), values)
    }),
})

const left = law({
  id: 'safetensors.other-types-are-left-out',
  says: 'tensors of whole numbers and truth values, of 1 to 8 bytes, are left out, and what follows them is found all the same',
  cites: 'the contract; the types of the format',
  needs: ['decodeSafetensors'],
  holds: ({ decodeSafetensors }, w) =>
    table(
      [
        ['BOOL', 1],
        ['U8', 1],
        ['I8', 1],
        ['I16', 2],
        ['I32', 4],
        ['I64', 8],
      ] as const,
      ([dtype, bytes]) => {
        const header = {
          mask: { dtype, shape: [1, 3], data_offsets: [0, 3 * bytes] },
          x: { dtype: 'F32', shape: [1], data_offsets: [3 * bytes, 3 * bytes + 4] },
        }
        const { tensors } = decodeSafetensors(byHand(header, [...Array<number>(3 * bytes).fill(1), 0, 0, 0xc0, 0x3f]))
        w.equal(`names beside ${dtype}`, Object.keys(tensors), ['x'])
        w.equal('value', Array.from(tensors['x']?.values ?? []), [1.5])
      },
    ),
})

const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] }

const foreign: readonly { readonly why: string; readonly file: Uint8Array }[] = [
  { why: 'nothing', file: new Uint8Array() },
  { why: 'a text', file: new TextEncoder().encode('PK: this is some other kind of file altogether') },
  { why: 'a header of a terabyte', file: byHand('{}', [], 1e12) },
  { why: 'a header that is no JSON', file: byHand('{"x": ', []) },
  { why: 'a header that is a list', file: byHand([entry], [0, 0, 0, 0]) },
  { why: 'a header in no UTF-8', file: Uint8Array.from([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]) },
  { why: 'an unknown type', file: byHand({ x: { ...entry, dtype: 'F5' } }, [0, 0, 0, 0]) },
  { why: 'a negative extent', file: byHand({ x: { ...entry, shape: [-1] } }, [0, 0, 0, 0]) },
  { why: 'offsets that do not fit the shape', file: byHand({ x: { ...entry, shape: [2] } }, [0, 0, 0, 0]) },
  {
    why: 'a hole between tensors',
    file: byHand({ x: entry, y: { ...entry, data_offsets: [8, 12] } }, Array<number>(12).fill(0)),
  },
  { why: 'two tensors on the same bytes', file: byHand({ x: entry, y: entry }, [0, 0, 0, 0]) },
  { why: 'bytes that no tensor claims', file: byHand({ x: entry }, Array<number>(8).fill(0)) },
]

const refusals = law({
  id: 'safetensors.foreign-files-are-refused',
  says: 'a file that is something else, has holes, overlaps or left-over bytes, or sizes that contradict each other, is refused with an error',
  cites: 'the format: the values cover the data without holes or overlaps',
  needs: ['decodeSafetensors'],
  holds: ({ decodeSafetensors }, w) => table(foreign, ({ why, file }) => w.throws(why, Error, '', () => decodeSafetensors(file))),
})

const truncated = law({
  id: 'safetensors.truncated-files-are-refused',
  says: 'a file that lost any number of bytes at its end, or has one more, is refused',
  cites: 'the header says how many bytes there are',
  needs: ['encodeSafetensors', 'decodeSafetensors'],
  holds: ({ encodeSafetensors, decodeSafetensors }, w) =>
    once(() => {
      const file = joined(
        encodeSafetensors({ tensors: { x: { shape: [2, 2], values: [1, 2, 3, 4] }, y: { shape: [1], values: [5] } } }),
      )
      w.equal('the whole file is read', Object.keys(decodeSafetensors(file).tensors), ['x', 'y'])
      for (let length = 0; length < file.length; length += 1) {
        w.throws(`${length} of ${file.length} bytes`, Error, '', () => decodeSafetensors(file.slice(0, length)))
      }
      w.throws('one byte more', Error, '', () => decodeSafetensors(Uint8Array.from([...file, 0])))
    }),
})

export default [roundTrip, layout, published, left, refusals, truncated]
