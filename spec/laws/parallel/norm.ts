/** The norm of a gradient that lies in shards. */
import fc from 'fast-check'
import { law, table } from '../../judge/spec.ts'

/** Gradients of a unit: whole chunks of 256 elements, of very different sizes. */
const anyUnit = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 1000 }), fc.integer({ min: -12, max: 12 }))
  .map(([chunksOf8, seed, power]) =>
    Float32Array.from(
      { length: chunksOf8 * 2048 },
      (_, i) => 2 ** power * Math.sin(seed + 12.9898 * i) * (1 + ((i * 7919) % 97)),
    ),
  )

export default [
  law({
    id: 'parallel.the-norm-of-shards-is-the-norm',
    says: 'the norm of gradients in 1, 2, 4 or 8 shards is the root of the sum of all squares, and has the same bits whatever the number of shards',
    cites: 'derived here: partial sums over fixed chunks, added in the order of the whole',
    needs: ['shardedNorm'],
    runs: 20,
    holds: ({ shardedNorm }, w) =>
      fc.property(fc.array(anyUnit, { minLength: 1, maxLength: 3 }), (units) => {
        const whole = shardedNorm(units.map((unit) => [unit]))
        const squares = units.reduce((sum, unit) => sum + unit.reduce((s, g) => s + g * g, 0), 0)
        // n = 18 432 squares at most, all positive: relative error at most n 2^-53 on either side, halved by the root: 4e-12.
        w.close('norm', whole / Math.sqrt(squares), 1, 5e-12)
        for (const ranks of [2, 4, 8]) {
          const shards = units.map((unit) => {
            const length = unit.length / ranks
            return Array.from({ length: ranks }, (_, rank) => unit.slice(rank * length, (rank + 1) * length))
          })
          w.equal(`norm of ${ranks} shards`, shardedNorm(shards), whole)
        }
      }),
  }),
  law({
    id: 'parallel.the-norm-of-large-gradients',
    says: 'squares that float32 does not hold do no harm: gradients of 3 and 4 times 1e-30, 1e20 or 1e30 have a norm of 5 times as much',
    cites: 'derived here: the range of float64 holds the square of every float32',
    needs: ['shardedNorm'],
    holds: ({ shardedNorm }, w) =>
      table([1e-30, 1e20, 1e30], (size) => {
        const [first, second] = [new Float32Array(256), new Float32Array(256)]
        first[7] = 3 * size
        second[255] = 4 * size
        // each value is rounded to float32, by 2^-24 of it at most
        w.close('one unit', shardedNorm([[first, second]]) / size, 5, 5 * 2 ** -24)
        w.close('two units', shardedNorm([[first], [second]]) / size, 5, 5 * 2 ** -24)
      }),
  }),
]
