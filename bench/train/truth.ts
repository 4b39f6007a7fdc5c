/** What the right loss and gradients are: float64, by the oracle of the specs, on one row; and of the whole batch by our plain engine. */
import type { Checksum } from '../harness/contestant.ts'
import { truthOf } from '../../spec/laws/model/oracle.ts'
import { startEngine } from '../../src/engine/engine.ts'
import { lossAndGradientsOn } from '../../src/model/loss-and-gradients.ts'
import type { Problem } from './problem.ts'

const norm = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, x) => sum + x * x, 0))

/** The gradient of the wasm engine that is furthest from float64, relative L2, for one row of the problem. */
export async function worstGradient(
  { config, weights }: Problem,
  row: Problem['batch'],
): Promise<{ readonly name: string; readonly error: number }> {
  const engine = await startEngine('wasm')
  const got = lossAndGradientsOn(engine, config, weights, row)
  const truth = truthOf(config, weights, row)
  const errors = Object.entries(truth.gradients).map(([name, expected]) => {
    const values = got.gradients[name] ?? []
    return { name, error: norm(Array.from(expected, (x, i) => x - (values[i] ?? NaN))) / norm(expected) }
  })
  return errors.reduce((a, b) => (b.error > a.error || Number.isNaN(b.error) ? b : a))
}

/** The checksums that every contestant must show: of the float64 oracle where it is quick, else of our wasm engine, which has just been compared with it. */
export async function checksumOf({ config, weights, batch, name }: Problem): Promise<Checksum> {
  const { loss, gradients } =
    name === 'tiny' ? truthOf(config, weights, batch) : lossAndGradientsOn(await startEngine('wasm'), config, weights, batch)
  let sum = 0
  let dot = 0
  for (const [parameter, values] of Object.entries(weights)) {
    values.forEach((x, i) => {
      const g = gradients[parameter]?.[i] ?? NaN
      sum += g * g
      dot += x * g
    })
  }
  return { loss, sum, dot }
}
