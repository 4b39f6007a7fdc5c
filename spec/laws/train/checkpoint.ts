/** Checkpoints as bytes: what is written comes back, and what is not a whole one is refused with the reason. */
import fc from 'fast-check'
import type { Checkpoint, SavedTensor } from '../../../src/contract/train.ts'
import { asyncTable, law, once } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { SMALL, TEXT } from './tiny-runs.ts'

const anyTensor: fc.Arbitrary<SavedTensor> = fc
  .tuple(fc.array(fc.float({ noNaN: true }), { maxLength: 6 }), fc.boolean())
  .map(([values, nested]) => ({
    shape: nested ? [1, values.length, 1] : [values.length],
    values: Float32Array.from(values),
  }))

const anyCheckpoint: fc.Arbitrary<Checkpoint> = fc.record({
  config: fc.constant(SMALL),
  textSha256: fc.constantFrom('ab'.repeat(32), '0'.repeat(64)),
  position: fc.record({ epoch: fc.nat(9), batch: fc.nat(99) }),
  steps: fc.nat(1000),
  updates: fc.nat(1000),
  scaler: fc.constant({ scale: 2 ** 17, growthTracker: 3, foundInf: false }),
  tensors: fc.dictionary(fc.constantFrom('wte.weight', 'optimizer.m.wte.weight', 'h.0.ln_1.bias', 'ü'), anyTensor),
})

/** A small one: short enough to damage every bit of it. */
const ONE: Checkpoint = {
  config: SMALL,
  textSha256: 'cd'.repeat(32),
  position: { epoch: 1, batch: 2 },
  steps: 9,
  updates: 8,
  tensors: { 'wpe.weight': { shape: [2, 2], values: Float32Array.of(1, -0, NaN, Infinity) } },
}

/** Reasons that a damaged file may be refused for. */
const REASONS = /cut short|too long|changed after it was written|not a checkpoint|not one of this program|no checkpoint/

const oneStep = tracing(['runTraining'], ({ runTraining }) => runTraining({ config: SMALL, text: TEXT, until: 1 }))

export default [
  law({
    id: 'checkpoint.round-trip',
    says: 'what is encoded decodes to itself, bit for bit, NaN, infinities and zeros of both signs among it, and the same checkpoint has the same bytes',
    cites: 'the contract: a copy, no arithmetic',
    needs: ['encodeCheckpoint', 'decodeCheckpoint'],
    holds: ({ encodeCheckpoint, decodeCheckpoint }, w) =>
      fc.property(anyCheckpoint, (checkpoint) => {
        const bytes = encodeCheckpoint(checkpoint)
        const got = decodeCheckpoint(bytes)
        w.equal('state', { ...got, tensors: {} }, { ...checkpoint, tensors: {} })
        w.equal('names', Object.keys(got.tensors).toSorted(), Object.keys(checkpoint.tensors).toSorted())
        for (const [name, { shape, values }] of Object.entries(checkpoint.tensors)) {
          w.equal(`${name}: shape`, got.tensors[name]?.shape, shape)
          w.equal(`${name}: bits`, bitsOf(got.tensors[name]?.values), bitsOf(values))
        }
        w.equal('bytes, whatever the order of keys', encodeCheckpoint(turned(got)), bytes)
        // whatever else stands in the memory that the bytes are a part of
        const inside = new Uint8Array(bytes.length + 9)
        inside.set(bytes, 3)
        w.equal('as a part', decodeCheckpoint(inside.subarray(3, 3 + bytes.length)).steps, checkpoint.steps)
        w.equal('state without a scaler', { ...decodeCheckpoint(encodeCheckpoint(ONE)), tensors: {} }, { ...ONE, tensors: {} })
        w.equal('NaN and infinities', bitsOf(decodeCheckpoint(encodeCheckpoint(ONE)).tensors['wpe.weight']?.values), bitsOf(ONE.tensors['wpe.weight']?.values)) // prettier-ignore
      }),
  }),
  law({
    id: 'checkpoint.is-safetensors',
    says: 'the file is one of the safetensors format: a length, a JSON header, then each tensor where the header says, little-endian',
    cites:
      'the safetensors format: 8 bytes of length, JSON, data; offsets count from the end of the header, which ends at a multiple of 8',
    needs: ['encodeCheckpoint'],
    holds: ({ encodeCheckpoint }, w) =>
      once(() => {
        const bytes = encodeCheckpoint(ONE)
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
        const length = Number(view.getBigUint64(0, true))
        const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>
        w.equal('alignment', (8 + length) % 8, 0)
        w.equal('tensor', header['wpe.weight'], { dtype: 'F32', shape: [2, 2], data_offsets: [0, 16] })
        w.equal('size', bytes.length, 8 + length + 16)
        w.equal('first number', view.getFloat32(8 + length, true), 1)
        const metadata = Object.values(header['__metadata__'] as Record<string, unknown>)
        w.require('metadata are strings', metadata.every((value) => typeof value === 'string'), metadata) // prettier-ignore
      }),
  }),
  law({
    id: 'checkpoint.refuses-damage',
    says: 'a checkpoint of which any one bit was flipped, any end was cut off, or to which anything was added is refused, and the reason is one of these',
    cites: 'SHA-256 over the whole file; every bit and every length of a small one is tried',
    needs: ['encodeCheckpoint', 'decodeCheckpoint'],
    holds: ({ encodeCheckpoint, decodeCheckpoint }, w) =>
      once(() => {
        const bytes = encodeCheckpoint(ONE)
        const refused = (what: string, damaged: Uint8Array): void =>
          w.equal(what, reasonOf(decodeCheckpoint, damaged), 'a reason')
        for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
          const damaged = bytes.slice()
          damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          refused(`bit ${bit} flipped`, damaged)
        }
        for (let length = 0; length < bytes.length; length += 1) refused(`cut to ${length} bytes`, bytes.slice(0, length))
        refused('one byte more', Uint8Array.of(...bytes, 0))
      }),
  }),
  law({
    id: 'checkpoint.refuses-foreign',
    says: 'a text, a picture, a PyTorch archive, nothing at all, and a safetensors file of somebody else are refused as what they are',
    cites: 'the contract',
    needs: ['decodeCheckpoint'],
    holds: ({ decodeCheckpoint }, w) =>
      once(() => {
        const foreign = JSON.stringify({ 'wte.weight': { dtype: 'F32', shape: [1], data_offsets: [0, 4] } })
        const files: readonly (readonly [string, Uint8Array, string])[] = [
          ['a text', Buffer.from('Call me Ishmael. Some years ago, never mind how long'), 'not a checkpoint'],
          ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not a checkpoint'],
          ['a zip', Buffer.from('504b03040000080800000000000000000000', 'hex'), 'not a checkpoint'],
          ['nothing', new Uint8Array(0), 'no checkpoint'],
          ['safetensors', safetensors(foreign, 4), 'not one of this program'],
          ['JSON', safetensors('[1, 2]', 0), 'not a checkpoint'],
        ]
        for (const [what, bytes, mention] of files) w.throws(what, RangeError, mention, () => decodeCheckpoint(bytes))
      }),
  }),
  law({
    id: 'checkpoint.of-another-run',
    says: 'going on from a checkpoint of another model, schedule, seed or text is refused, the field being named',
    cites: 'the contract',
    needs: ['runTraining'],
    holds: ({ runTraining }, w) =>
      asyncTable(
        [
          { text: TEXT, config: { ...SMALL, seed: 8 }, mention: 'expected seed 8, it has 7' },
          { text: TEXT, config: { ...SMALL, model: { ...SMALL.model, layers: 1 } }, mention: 'expected model' },
          { text: TEXT, config: { ...SMALL, schedule: { ...SMALL.schedule, peak: 1 } }, mention: 'expected schedule' },
          { text: TEXT, config: { ...SMALL, scaler: {} }, mention: 'expected scaler {}, it has none' },
          { text: `${TEXT}!`, config: SMALL, mention: 'another text' },
        ],
        async ({ text, config, mention }) => {
          const { checkpoint } = await oneStep({ runTraining })
          const reason = await runTraining({ config, text, from: checkpoint }).then(() => 'accepted', String)
          w.require(`refused: ${mention}`, reason.startsWith('RangeError') && reason.includes(mention), reason)
        },
      ),
  }),
]

/** The same with all keys in reverse order. */
function turned({ tensors, ...state }: Checkpoint): Checkpoint {
  const reversed = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).toReversed()) as T
  return reversed({ ...state, config: reversed(state.config), tensors: reversed(tensors) })
}

function bitsOf(values: Float32Array | undefined): Uint32Array | undefined {
  return values === undefined ? undefined : new Uint32Array(values.slice().buffer)
}

/** `a reason`, or what came instead. */
function reasonOf(decode: (bytes: Uint8Array) => Checkpoint, bytes: Uint8Array): string {
  try {
    decode(bytes)
    return 'accepted'
  } catch (error) {
    return error instanceof RangeError && REASONS.test(error.message) ? 'a reason' : String(error)
  }
}

function safetensors(header: string, dataBytes: number): Uint8Array {
  const bytes = Buffer.alloc(8 + header.length + dataBytes)
  bytes.writeBigUInt64LE(BigInt(header.length))
  bytes.write(header, 8)
  return bytes
}
