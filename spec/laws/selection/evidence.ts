/** What the small simulation finds, against its published margins. */
import fc from 'fast-check'
import type { Method, Regime, SelectionTrial } from '../../../src/contract/selection.ts'
import { law } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { slowPhi } from './oracle.ts'
import { evidence } from './regimes.ts'
import { blocks, trialIn } from './trials.ts'

interface Published {
  readonly regime: Regime
  readonly v1: number
  /** Pairs that the first wins, with the smallest mean difference among six blocks of 20 trials. */
  readonly new: readonly (readonly [Method, Method, number])[]
  readonly union: readonly (readonly [Method, Method, number])[]
  /** Accuracy of V2 from both sets with method 3, less that of V1: its sign and smallest size. */
  readonly thirdAgainstV1: number
  readonly trials: number
}

/** Where the smallest margin is below two standard errors of 20 trials, there are twice as many: gates are at half of the margin. */
const PUBLISHED: Readonly<Record<keyof typeof evidence, Published>> = {
  clean: {
    regime: evidence.clean,
    v1: 0.968,
    new: [
      [2, 1, 0.43],
      [1, 3, 0.026],
    ],
    union: [
      [2, 1, 0.035],
      [2, 3, 0.05],
    ],
    thirdAgainstV1: -0.036,
    trials: 20,
  },
  '5% flips': {
    regime: evidence['5% flips'],
    v1: 0.944,
    new: [
      [2, 1, 0.38],
      [1, 3, 0.5],
    ],
    union: [
      [2, 1, 0.013],
      [2, 3, 0.79],
    ],
    thirdAgainstV1: -0.78,
    trials: 40,
  },
  'logistic labels and 5% flips': {
    regime: evidence['logistic labels and 5% flips'],
    v1: 0.929,
    new: [
      [2, 1, 0.35],
      [1, 3, 0.48],
    ],
    union: [
      [1, 2, 0.0105],
      [2, 3, 0.77],
    ],
    thirdAgainstV1: -0.74,
    trials: 40,
  },
  'blind spots of 30%': {
    regime: evidence['blind spots of 30%'],
    v1: 0.8425,
    new: [
      [2, 1, 0.23],
      [1, 3, 0.45],
    ],
    union: [
      [2, 1, 0.028],
      [3, 2, 0.089],
    ],
    thirdAgainstV1: 0.129,
    trials: 20,
  },
}

const cites =
  'published margins of an independent simulation, the smallest of six blocks of 20 paired trials; required are the sign and half of each'

export default Object.entries(PUBLISHED).map(([name, published]) =>
  law({
    id: `selection.ranks-as-published-with-${name.replaceAll(/\W+/g, '-').replace(/-$/, '')}`,
    says: `with ${name} the methods rank as published, and by at least half of the smallest published margin`,
    cites,
    needs: ['selectionTrial'],
    runs: 1,
    holds: ({ selectionTrial }, w) =>
      fc.property(blocks, (block) => {
        const trials = Array.from({ length: published.trials }, (_, i) => trialIn(selectionTrial, published.regime, block, i))
        for (const training of ['new', 'union'] as const) {
          const accuracies = ([0, 1, 2] as const).map((m) => meanOf(trials, (trial) => trial[training][m]))
          w.measured(`${training}: accuracies of methods 1, 2, 3`, accuracies)
          for (const [better, worse, margin] of published[training]) {
            const mean = (accuracies[better - 1] ?? NaN) - (accuracies[worse - 1] ?? NaN)
            w.require(`${training}: ${better} beats ${worse} by at least ${margin / 2}`, mean >= margin / 2, mean)
          }
        }
        const v1 = meanOf(trials, (trial) => trial.v1)
        const gain = meanOf(trials, (trial) => trial.union[2] - trial.v1)
        w.close('accuracy of V1', v1, published.v1, 0.012)
        const { thirdAgainstV1 } = published
        const reaches = gain * Math.sign(thirdAgainstV1) >= Math.abs(thirdAgainstV1) / 2
        w.require(`old and new by method 3, less V1: beyond ${thirdAgainstV1 / 2}`, reaches, gain)
        checkSets(trials, w)
      }),
  }),
)

/** The picks of method 1 are the hundredth of a half-normal that is nearest to zero, those of method 2 are as the pool, those of 3 are all wrong. */
function checkSets(trials: readonly SelectionTrial[], w: Witness): void {
  const near = meanOf(trials, (trial) => trial.picked[0].meanAbsScore / trial.poolMeanAbsScore)
  const like = meanOf(trials, (trial) => trial.picked[1].meanAbsScore / trial.poolMeanAbsScore)
  // P(|Z| < t) = 1/100 at t = 0.01253; the mean of |Z| below is t / 2, over all sqrt(2 / pi). Tokens are not scored: V1 has no weight for them.
  const t = 0.012533
  w.close('mass below the threshold', 2 * slowPhi(t) - 1, 0.01, 1e-6)
  w.close('mean |score| of method 1 over that of the pool', near, t / 2 / Math.sqrt(2 / Math.PI), 0.0006)
  // 20 times 200 picks: the mean of |Z| / 0.798 has a standard error of 0.76 / sqrt(4000) = 0.012
  w.close('mean |score| of method 2 over that of the pool', like, 1, 0.06)
  w.equal(
    'share of the picks of method 3 that V1 gets wrong',
    meanOf(trials, (trial) => trial.picked[2].againstV1),
    1,
  )
}

function meanOf(trials: readonly SelectionTrial[], value: (trial: SelectionTrial) => number): number {
  return trials.reduce((sum, trial) => sum + value(trial), 0) / trials.length
}
