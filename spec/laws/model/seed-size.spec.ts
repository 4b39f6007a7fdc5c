/** The size of the submission, at a quarter of its context: every gradient against float64. `bench/train` does it at the whole one. */
import { expect, test } from 'vitest'
import { gpt2LossAndGradients } from '../../../src/model/loss-and-gradients.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { unflatten } from '../../../src/model/state-dict.ts'
import { unitsOf } from '../../../src/model/units.ts'
import { batchFor } from './any-model.ts'
import { truthOf } from './oracle.ts'

const config = { vocabularySize: 10_000, contextLength: 32, channels: 256, heads: 8, layers: 6 }

/** The L2 norm of the difference of two arrays, or of one. NaN where one is shorter. */
function distance(a: ArrayLike<number>, b?: ArrayLike<number>): number {
  let squares = 0
  for (let i = 0; i < a.length; i += 1) squares += ((a[i] ?? NaN) - (b === undefined ? 0 : (b[i] ?? NaN))) ** 2
  return Math.sqrt(squares)
}

test(
  'at C 256, H 8, L 6, V 10000, T 32 every gradient is within 1e-5 of float64, relative L2',
  { timeout: 120_000 },
  async () => {
    // Five times the initial deviation: at their beginning the gradients of attention are next to nothing.
    const weights = unflatten(
      unitsOf(config),
      initialise(config, 7).map((flat) => flat.map((x) => (x === 1 ? 1 : 5 * x))),
    )
    const batch = batchFor(config, 1, 32, 3, 10)
    const got = await gpt2LossAndGradients(config, weights, batch)
    const truth = truthOf(config, weights, batch)
    expect(Math.abs(got.loss - truth.loss)).toBeLessThanOrEqual(1e-5)
    const errors = Object.entries(truth.gradients).map(([name, expected]) => {
      const values = got.gradients[name] ?? []
      // The key's part of this bias has the gradient 0: what stands there is rounding, and is compared with the whole.
      return { name, error: distance(expected, values) / distance(expected) }
    })
    const worst = errors.reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a))
    console.log(`worst gradient: ${worst.name}, ${worst.error.toExponential(2)} relative L2`)
    expect(worst.error, worst.name).toBeLessThanOrEqual(1e-5)
  },
)
