/** The probabilities of all that an experiment can decide. */
import fc from 'fast-check'
import type { Decision } from '../../../src/contract/experiment.ts'
import { law } from '../../judge/spec.ts'

const DECISIONS: readonly Decision[] = ['better', 'worse', 'undecided']
const rates = fc.integer({ min: 1, max: 15 }).map((i) => i / 16)

/** Every way to decide on the arms. */
function patterns(arms: readonly string[]): Record<string, Decision>[] {
  return arms.reduce<Record<string, Decision>[]>(
    (all, arm) => all.flatMap((pattern) => DECISIONS.map((decision) => ({ ...pattern, [arm]: decision }))),
    [{}],
  )
}

export default [
  law({
    id: 'decision-patterns.of-all-arms-sum-to-one',
    says: 'the probabilities of all patterns of decisions lie in [0, 1] and sum to 1, for one, two and three arms',
    cites: 'an experiment ends in one pattern; 1e-9 covers counts so rare that an enumeration may leave them out',
    needs: ['patternProbability'],
    runs: 15,
    holds: ({ patternProbability }, w) =>
      fc.property(fc.array(rates, { minLength: 1, maxLength: 3 }), rates, fc.integer({ min: 5, max: 30 }), (each, base, n) => {
        const arms = each.map((_, i) => `arm ${i + 1}`)
        const truth = {
          rates: { control: base, ...Object.fromEntries(arms.map((arm, i) => [arm, each[i] ?? NaN])) },
          control: 'control',
          n,
          alpha: 0.1,
        }
        const all = patterns(arms).map((pattern) => patternProbability(truth, pattern))
        w.require(
          'all lie in [0, 1]',
          all.every((p) => p >= 0 && p <= 1 + 1e-9),
          all,
        )
        w.close(
          'sum',
          all.reduce((sum, p) => sum + p, 0),
          1,
          1e-9,
        )
      }),
  }),
]
