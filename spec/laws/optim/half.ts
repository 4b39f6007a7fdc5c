/** Rounding to half precision: every representable number, every midpoint between two, and a million arbitrary ones. */
import fc from 'fast-check'
import type { Optimisation } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { sameBytes } from '../../judge/plain-data.ts'
import type { Witness } from '../../judge/witness.ts'
import { bfloat16, bitsOf, float16, fromBits, type HalfFormat, nearest, remembering, representable } from './half-oracle.ts'

const FORMATS = [
  { format: float16, part: 'toFloat16' },
  { format: bfloat16, part: 'toBfloat16' },
] as const

const roundingOf = (subject: Pick<Optimisation, 'toFloat16' | 'toBfloat16'>, part: 'toFloat16' | 'toBfloat16') => subject[part]

/** Compares bit for bit, all NaN being one; a mismatch names the first value that is off. */
function sameBits(w: Witness, what: string, values: Float32Array, got: Float32Array, expected: Float32Array): void {
  const [gotBits, expectedBits] = [bitsOf(got), bitsOf(expected)]
  w.equal(`${what}: length`, got.length, values.length)
  const off = sameBytes(gotBits, expectedBits) ? -1 : gotBits.findIndex((bits, i) => bits !== expectedBits[i])
  const at = Math.max(off, 0)
  w.require(`${what}: ${values[at]} rounds to ${expected[at]}`, off < 0, got[at])
}

/** float32 numbers just below, at and just above the middle between neighbours of a format, largest finite one included. */
const midpoints = remembering(midpointsOf)

function midpointsOf(format: HalfFormat): { values: Float32Array; expected: Float32Array } {
  const rising = representable(format).slice(0, 32768).filter(Number.isFinite)
  const largest = rising.at(-1) ?? NaN
  const next = rising.map((low, i) => rising[i + 1] ?? 2 * low - (rising[i - 1] ?? NaN))
  const middles = bitsOf(Float32Array.from(rising, (low, i) => (low + (next[i] ?? NaN)) / 2))
  // neighbours by their bits; the half of the least bfloat16 subnormal has 2^-134, which float32 holds
  const values = fromBits(
    Uint32Array.from({ length: 3 * middles.length }, (_, k) => (middles[Math.floor(k / 3)] ?? 0) + (k % 3) - 1),
  )
  const expected = rising
    .flatMap((low, i) => [low, i % 2 === 0 ? low : (next[i] ?? NaN), next[i] ?? NaN])
    .map((target) => (target > largest ? Infinity : target))
  return { values: withNegatives(values), expected: withNegatives(expected) }
}

function withNegatives(numbers: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: 2 * numbers.length }, (_, k) => (numbers[k >> 1] ?? NaN) * (1 - 2 * (k & 1)))
}

export default [
  law({
    id: 'half.published',
    says: 'in float16, 1e-8 underflows to 0 and survives through a scale of 65536; the least subnormal is 2^-24, the largest number 65504, and 65520 overflows',
    cites: 'IEEE 754-2019, binary16; PyTorch 1.13 and 2.15',
    needs: ['toFloat16', 'toBfloat16'],
    holds: ({ toFloat16, toBfloat16 }, w) =>
      once(() => {
        const half = (x: number): number => toFloat16(Float32Array.of(x))[0] ?? NaN
        w.equal('1e-8', half(1e-8), 0)
        w.close('1e-8 through 65536', half(1e-8 * 65536) / 65536, 9.997166e-9, 5e-15)
        w.equal('2^-24', half(2 ** -24), 2 ** -24)
        w.equal('2^-25', half(2 ** -25), 0)
        w.equal('just above 2^-25', half(2 ** -25 * 1.01), 2 ** -24)
        w.equal('65519.996', half(65519.996), 65504)
        w.equal('65520', half(65520), Infinity)
        w.equal('-65520', half(-65520), -Infinity)
        w.equal('1 + 2^-11 is a tie, to even', half(1 + 2 ** -11), 1)
        w.equal('1 + 3 * 2^-11 is a tie, to even', half(1 + 3 * 2 ** -11), 1 + 2 ** -9)
        const brain = (x: number): number => toBfloat16(Float32Array.of(x))[0] ?? NaN
        w.equal('bfloat16 of 1e38 is finite', Number.isFinite(brain(1e38)), true)
        w.equal('bfloat16 of 16.8592758', brain(16.8592758), 16.875)
        w.equal('bfloat16 of the largest float32', brain(3.4028234663852886e38), Infinity)
      }),
  }),
  law({
    id: 'half.keeps-what-is-representable',
    says: 'each of the 65,536 numbers of either format, infinities, zeros of both signs and NaN among them, is its own rounding',
    cites: 'definition',
    needs: ['toFloat16', 'toBfloat16'],
    holds: (subject, w) =>
      table(FORMATS, ({ format, part }) => {
        const values = Float32Array.from(representable(format))
        w.equal('how many', values.length, 65536)
        sameBits(w, part, values, roundingOf(subject, part)(values), values)
      }),
  }),
  law({
    id: 'half.ties-to-even',
    says: 'at every midpoint between neighbours rounding goes to the even one, and one float32 step to either side it goes to the nearer',
    cites: 'IEEE 754-2019, 4.3.1',
    needs: ['toFloat16', 'toBfloat16'],
    holds: (subject, w) =>
      table(FORMATS, ({ format, part }) => {
        const { values, expected } = midpoints(format)
        sameBits(w, part, values, roundingOf(subject, part)(values), expected)
      }),
  }),
  law({
    id: 'half.nearest',
    says: 'a million arbitrary float32 numbers round to the nearest number of the format, and the array given is left as it was',
    cites: 'an independent twin that divides by the spacing in float64, which is exact',
    needs: ['toFloat16', 'toBfloat16'],
    runs: 4,
    holds: (subject, w) =>
      fc.property(fc.nat(2 ** 31 - 1), (seed) => {
        for (const { format, part } of FORMATS) {
          const { values, before, nearestOf } = arbitrary(seed)
          const given = values.slice()
          const got = roundingOf(subject, part)(given)
          sameBits(w, part, values, got, nearestOf(format))
          w.equal('the argument is unchanged', bitsOf(given), before)
        }
      }),
  }),
]

/** The numbers of a seed, their bits, and the nearest of a format; the generator comes back to the same seeds for every subject. */
const arbitrary = remembering((seed: number) => {
  const values = fromBits(arbitraryBits(seed, 2 ** 17))
  const nearestOf = remembering((format: HalfFormat) => values.map((x) => nearest(x, format)))
  return { values, before: bitsOf(values), nearestOf }
})

/** Every second word has an exponent that float16 holds, subnormals included; the rest is any word at all. */
function arbitraryBits(seed: number, count: number): Uint32Array {
  const bits = new Uint32Array(count)
  let word = seed + 1
  for (let i = 0; i < count; i += 1) {
    // xorshift32 (Marsaglia 2003): every word but 0, in turn
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    bits[i] = i % 2 === 0 ? word : (word & 0x807fffff) | ((100 + ((word >>> 8) % 44)) << 23)
  }
  return bits
}
