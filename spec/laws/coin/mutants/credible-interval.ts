/** Faults of credible and confidence intervals of a coin. */
import { clopperPearson, equalTailedInterval } from '../../../../src/stats/credible-interval.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'highest-density.is-equal-tailed',
    fault: 'the highest-density interval is the equal-tailed one',
    refutedBy: [
      'highest-density.nothing-denser-outside',
      'highest-density.is-the-shortest',
      'highest-density.none-for-u-shapes',
      'interval.published-ends',
    ],
    parts: { highestDensityInterval: equalTailedInterval },
  },
  {
    id: 'equal-tailed.leaves-alpha-on-either-side',
    fault: 'the equal-tailed interval leaves 1 - level on either side',
    refutedBy: ['equal-tailed.leaves-equal-tails', 'coverage.counts-every-sample', 'interval.published-ends'],
    parts: { equalTailedInterval: (k, n, level, prior) => equalTailedInterval(k, n, Math.abs(2 * level - 1) || 0.5, prior) },
  },
  {
    id: 'coverage.is-the-level-for-every-p',
    fault: 'the credible interval is said to cover every p with its level',
    refutedBy: ['q5.credible-interval-covers', 'coverage.counts-every-sample', 'coverage.is-the-level-on-average'],
    parts: { coverageOfEqualTailed: (_p, _n, level) => level },
  },
  {
    id: 'clopper-pearson.is-the-credible-interval',
    fault: 'the Clopper-Pearson interval is the equal-tailed credible interval',
    refutedBy: ['clopper-pearson.ends-make-the-data-rare', 'clopper-pearson.covers-everywhere', 'interval.published-ends'],
    parts: { clopperPearson: (k, n, level) => equalTailedInterval(k, n, level) },
  },
  {
    id: 'clopper-pearson.takes-percent',
    fault: 'a level may be given in percent',
    refutedBy: ['interval.rejects-impossible-arguments'],
    parts: { clopperPearson: (k, n, level) => clopperPearson(k, n, level > 1 ? level / 100 : level) },
  },
] satisfies Mutant[]
