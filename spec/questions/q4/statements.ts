/** Statements about the methods in words: what judges each. The figures that decide are measured, and stand in the evidence. */
import fc from 'fast-check'
import type { Comparison, PerMethod, PickedFacts, SelectionTrial } from '../../../src/contract/selection.ts'
import { ruling, type Condition, type Conditions, type Ruling } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { blocks } from '../../laws/selection/trials.ts'
import { accuraciesOf, digits, rankingConditions } from './rank.ts'
import { factors, isRun } from './regimes.ts'
import { compareUntil, isBeyond, meanOf, trialsOf, type Laboratory } from './trials.ts'

const needs = ['selectionTrial', 'compareMethods'] as const
const cites = 'derived here by simulation, over 20 trials or more of one block'

/** A statement that is checked on the trials of every regime. */
function ofTrials(
  id: string,
  says: string,
  conditions: Conditions,
  check: (trials: readonly SelectionTrial[], condition: Condition, w: Witness) => void,
): Ruling {
  return ruling({
    id: `q4.${id}`,
    says,
    cites,
    needs,
    conditions,
    applies: isRun,
    runs: 1,
    holdsUnder: (subject, condition, w) =>
      fc.property(blocks, (block) => check(trialsOf(subject, condition, block), condition, w)),
  })
}

/** A fact of the picks of methods 1, 2, 3, on average. */
function factOf(trials: readonly SelectionTrial[], fact: keyof PickedFacts): PerMethod<number> {
  return [0, 1, 2].map((m) => meanOf(trials, ({ picked }) => picked[m as 0 | 1 | 2][fact])) as unknown as PerMethod<number>
}

const scoresOf = (trials: readonly SelectionTrial[]): { pool: number; picked: PerMethod<number> } => ({
  pool: meanOf(trials, ({ poolMeanAbsScore }) => poolMeanAbsScore),
  picked: factOf(trials, 'meanAbsScore'),
})

const where = (condition: Condition): string => Object.values(condition).join(', ')

/** A story is near the boundary if its |score| is a tenth of the mean of random stories, or less. */
const closestIsNear = ofTrials(
  'closest-is-near-the-boundary',
  'the stories of method 1 have a mean |score| of at most a tenth of that of random stories',
  { stories: ['selected', 'million'], ...factors },
  (trials, condition, w) => {
    const { pool, picked } = scoresOf(trials)
    const own = condition['stories'] === 'million' ? pool : picked[0]
    w.measured(`${where(condition)}: mean |score|, of random stories`, [digits(own), digits(picked[1])])
    w.require(
      'mean |score| is at most a tenth of that of random stories',
      own <= picked[1] / 10,
      `${digits(own)} against ${digits(picked[1])}`,
    )
  },
)

const randomIgnores = ofTrials(
  'random-ignores-the-boundary',
  'the stories of method 2 have the mean |score| of the pool, to 15 parts in 100',
  factors,
  (trials, condition, w) => {
    const { pool, picked } = scoresOf(trials)
    w.measured(`${where(condition)}: mean |score| of method 2, of the pool`, [digits(picked[1]), digits(pool)])
    w.close('mean |score| of method 2 over that of the pool', picked[1] / pool, 1, 0.15) // five standard errors of 20 times 30 picks
  },
)

const farthestIsAmbiguous = ofTrials(
  'wrong-and-farthest-is-ambiguous',
  'the stories of method 3 lie nearer to the boundary than random ones',
  factors,
  (trials, condition, w) => {
    const { pool, picked } = scoresOf(trials)
    w.measured(`${where(condition)}: mean |score| of method 3, of the pool`, [digits(picked[2]), digits(pool)])
    w.require(
      'mean |score| of method 3 is below that of the pool',
      picked[2] < pool,
      `${digits(picked[2])} against ${digits(pool)}`,
    )
  },
)

function diversity(id: string, says: string, isMore: (logDets: PerMethod<number>) => boolean): Ruling {
  return ofTrials(id, says, factors, (trials, condition, w) => {
    const logDets = factOf(trials, 'logDetCovariance')
    w.measured(`${where(condition)}: ln det of the covariance, methods 1, 2, 3`, logDets.map(digits))
    w.require(
      'ln det of the covariance of method 3 is larger',
      isMore(logDets),
      `methods 1, 2, 3: ${logDets.map(digits).join(', ')}`,
    )
  })
}

/** People's labels that are not the more probable ones, against those of random stories. */
function collects(method: 1 | 3, id: string, says: string): Ruling {
  return ofTrials(id, says, factors, (trials, condition, w) => {
    const wrong = factOf(trials, 'mislabelled')
    const [own, random] = [wrong[method - 1] ?? NaN, wrong[1]]
    w.measured(`${where(condition)}: share of wrong labels, methods 1, 2, 3`, wrong.map(digits))
    w.require(
      `method ${method} has at least a third more wrong labels than method 2`,
      own > (4 / 3) * random,
      `${digits(own)} against ${digits(random)}`,
    )
  })
}

/** A gain of half a point of accuracy, or less, is none. */
const LEAST_GAIN = 0.005

/** V2 is trained on V1's stories and the picks of method 1. Inherited: it is no better than V1, and keeps most of its mistakes. */
const inherits = ruling({
  id: 'q4.v2-inherits-mistakes',
  says: 'with method 1 V2 is no better than V1, by half a point of accuracy, and makes most of its mistakes again',
  cites,
  premises: ['annotator'],
  needs,
  conditions: { annotator: ['people', 'V1'], ...factors },
  applies: (condition) => isRun(condition) && condition['blind spot'] === 'none' && condition['picks'] === 'many',
  runs: 1,
  holdsUnder: (subject, condition, w) =>
    fc.property(blocks, (block) => {
      const trials = trialsOf(subject, condition, block)
      const who = condition['annotator'] === 'V1' ? 'v1' : 'people'
      const v1 = meanOf(trials, (trial) => trial.v1)
      const [accuracy, agreement, kept] = (['accuracy', 'agreementWithV1', 'mistakesKept'] as const).map((fact) =>
        digits(meanOf(trials, ({ inherited }) => inherited[who][fact])),
      )
      w.measured(`${where(condition)}: accuracy of V1, of V2, agreement with V1, share of its mistakes kept`, [
        digits(v1),
        accuracy,
        agreement,
        kept,
      ])
      const found = `V2 ${accuracy} against V1 ${digits(v1)}, agreeing in ${agreement}; it keeps ${kept} of V1's mistakes`
      w.require('V2 is no better than V1', (accuracy ?? NaN) <= v1 + LEAST_GAIN, found)
      w.require('V2 makes most of the mistakes of V1 again', (kept ?? NaN) > 0.5, found)
    }),
})

/** Trials after which a gain that is still open counts as none. */
const MOST = 80

/** Whether V2 from a method beats V1 by more than `edge`, decided by as many trials as it takes; what stays open is no more than that. */
function againstV1(
  id: string,
  says: string,
  method: 1 | 3,
  edge: number,
  holds: (gain: number, halfWidth: number) => boolean,
): Ruling {
  return ruling({
    id: `q4.${id}`,
    says,
    cites,
    premises: ['training', 'labels'],
    needs,
    conditions: rankingConditions,
    applies: isRun,
    runs: 1,
    holdsUnder: (subject: Laboratory, condition, w) =>
      fc.property(blocks, (block) => {
        const columns = (trial: SelectionTrial): readonly [number, number, number] => [
          accuraciesOf(condition)(trial)[method - 1] ?? NaN,
          trial.v1,
          trial.v1,
        ]
        const isSettled = (found: Comparison): boolean => isBeyond(found.difference(1, 2), edge)
        const { comparison, trials } = compareUntil(subject, condition, block, columns, isSettled, MOST)
        const { mean, halfWidth } = comparison.difference(1, 2)
        const found = `V2 less V1 is ${digits(mean)} ± ${digits(halfWidth)} in ${trials} trials`
        w.measured(`${where(condition)}: accuracy of V2 by method ${method}, of V1`, comparison.means.slice(0, 2).map(digits))
        w.require(says, holds(mean, halfWidth), found)
      }),
  })
}

/** The vocabulary of the slot `states`: word -> what it means -> what decides it. */
export const statements: Readonly<Record<string, { readonly means: string; readonly ruling: Ruling }>> = {
  'closest-is-near-the-boundary': { means: 'the stories of method 1 lie close to the boundary of V1', ruling: closestIsNear },
  'v2-inherits-mistakes': { means: 'with method 1 V2 repeats the mistakes of V1', ruling: inherits },
  'closest-does-not-improve': {
    means: 'with method 1 V2 is no better than V1',
    ruling: againstV1(
      'closest-does-not-improve',
      'V2 by method 1 does not beat V1 by more than half a point',
      1,
      LEAST_GAIN,
      (gain, halfWidth) => gain - halfWidth <= LEAST_GAIN,
    ),
  },
  'closest-collects-wrong-labels': {
    means: 'method 1 collects more wrong labels than random stories have',
    ruling: collects(
      1,
      'closest-collects-wrong-labels',
      'a third more of the labels of method 1 are wrong than of random stories',
    ),
  },
  'random-ignores-the-boundary': { means: 'method 2 picks near the boundary and far from it alike', ruling: randomIgnores },
  'wrong-and-farthest-is-ambiguous': {
    means: 'method 3 picks ambiguous stories, near the boundary',
    ruling: farthestIsAmbiguous,
  },
  'wrong-and-farthest-is-most-diverse': {
    means: 'the stories of method 3 are more diverse than those of both other methods',
    ruling: diversity(
      'wrong-and-farthest-is-most-diverse',
      'the covariance of the stories of method 3 has the largest determinant of the three',
      ([one, two, three]) => three > one && three > two,
    ),
  },
  'wrong-and-farthest-is-more-diverse-than-closest': {
    means: 'the stories of method 3 are more diverse than those of method 1',
    ruling: diversity(
      'wrong-and-farthest-is-more-diverse-than-closest',
      'the covariance of the stories of method 3 has a larger determinant than that of method 1',
      ([one, , three]) => three > one,
    ),
  },
  'wrong-and-farthest-collects-wrong-labels': {
    means: 'method 3 collects more wrong labels than random stories have',
    ruling: collects(
      3,
      'wrong-and-farthest-collects-wrong-labels',
      'a third more of the labels of method 3 are wrong than of random stories',
    ),
  },
  'wrong-and-farthest-hurts': {
    means: 'with method 3 V2 is worse than V1',
    ruling: againstV1(
      'wrong-and-farthest-hurts',
      'V2 by method 3 is worse than V1',
      3,
      0,
      (gain, halfWidth) => gain < -halfWidth,
    ),
  },
}
