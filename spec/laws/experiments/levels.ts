/** Designs at levels where chance alone decides often, at p-values that are the level, and at levels that a correction sets. */
import { law, once, table } from '../../judge/spec.ts'

export default [
  law({
    id: 'pattern.swaps-with-its-arms',
    says: 'at any level an arm is better than the control as often as the control, in its place, is worse',
    cites: 'the pooled z changes its sign when arm and control are exchanged',
    needs: ['patternProbability'],
    holds: ({ patternProbability }, w) =>
      // from a level of 32 % on the critical z is below 1
      table([0.01, 0.3, 0.5, 0.75, 0.95], (alpha) => {
        const truth = { rates: { A: 0.25, B: 0.625 }, n: 6, alpha }
        const better = patternProbability({ ...truth, control: 'A' }, { B: 'better' })
        w.close(`alpha = ${alpha}`, patternProbability({ ...truth, control: 'B' }, { A: 'worse' }), better, 2e-10)
      }),
  }),
  law({
    id: 'family.corrections-set-the-level',
    says: 'under Bonferroni and Sidak a family errs as often as without a correction at the level that each sets for one comparison',
    cites: 'definition: alpha / m, and 1 - (1 - alpha)^(1 / m)',
    needs: ['familywiseErrorRate'],
    holds: ({ familywiseErrorRate }, w) =>
      table([1, 2, 5], (comparisons) => {
        // at 40 trials the three levels, and that of Dunnett, mark different counts
        const rate = (correction: 'none' | 'Bonferroni' | 'Sidak', alpha: number): number =>
          familywiseErrorRate(correction, 0.375, 40, comparisons, alpha)
        w.close('Bonferroni', rate('Bonferroni', 0.6), rate('none', 0.6 / comparisons), 2e-10)
        w.close('Sidak', rate('Sidak', 0.6), rate('none', 1 - 0.4 ** (1 / comparisons)), 2e-10)
      }),
  }),
  law({
    id: 'rejection.counts-a-p-that-is-the-level',
    says: 'one success of one against none of three has p = 1/4 by Fisher, and is rejected at the level 1/4',
    cites: 'derived here: one of four equally likely tables; of all tables this one and its mirror image are rejected',
    needs: ['rejectionProbability'],
    holds: ({ rejectionProbability }, w) =>
      once(() => {
        const [p, q] = [0.75, 0.25]
        const rejected = rejectionProbability('Fisher', { rate: p, n: 1 }, { rate: q, n: 3 }, 0.25)
        w.close('at 1/4', rejected, p * (1 - q) ** 3 + (1 - p) * q ** 3, 1e-10)
        w.close('below', rejectionProbability('Fisher', { rate: p, n: 1 }, { rate: q, n: 3 }, 0.25 - 1e-9), 0, 1e-10)
      }),
  }),
  law({
    id: 'power.refuses-what-is-no-design',
    says: 'rates, powers and levels outside (0, 1), and no trials, are RangeErrors that say the value; a single trial is a design',
    cites: 'the contract',
    needs: ['powerOfPooledZ', 'nPerArm'],
    holds: ({ powerOfPooledZ, nPerArm }, w) =>
      table([0, 1, -0.25, NaN], (outside) => {
        const value = String(outside)
        w.throws('rate', RangeError, value, () => powerOfPooledZ(outside, 0.5, 10))
        w.throws('rate of the control', RangeError, value, () => powerOfPooledZ(0.5, outside, 10))
        w.throws('rate', RangeError, value, () => nPerArm(outside, 0.5, 0.8))
        w.throws('power', RangeError, 'nPerArm: power', () => nPerArm(0.25, 0.5, outside))
        w.throws('level', RangeError, value, () => nPerArm(0.25, 0.5, 0.8, outside))
        if (outside !== 1) w.throws('trials', RangeError, value, () => powerOfPooledZ(0.25, 0.5, outside))
        const power = powerOfPooledZ(0.25, 0.5, 1)
        w.require('one trial has a power', power > 0 && power < 1, power)
      }),
  }),
]
