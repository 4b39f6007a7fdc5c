/** What judges a ranking: the experiment, under every regime that a sheet may assume. */
import fc from 'fast-check'
import type { Comparison, SelectionTrial } from '../../../src/contract/selection.ts'
import { ruling, type Condition } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { blocks } from '../../laws/selection/trials.ts'
import { remarkOnTheMap } from './map.ts'
import type { Ranking, Relation } from './ranking.ts'
import { factors, isRun, training } from './regimes.ts'
import { compareUntil, isBeyond, type Laboratory } from './trials.ts'

declare module '../../judge/subject.ts' {
  interface AnswerParts {
    /** What the sheet says of the methods, pair by pair. */
    rankedMethods(): Ranking
  }
}

/** Differences below one point of accuracy count as none, for `=` and `>=`. */
const POINT = 0.01

const cites =
  'derived here by simulation: paired trials of one block, 20 at a time until the 99.9% interval of each difference decides, 160 at most'

/** Every regime, with V2 trained on old and new stories or on the new alone. */
export const rankingConditions = { training, ...factors }

export const methodsRank = ruling({
  id: 'q4.methods-rank-as-stated',
  says: 'the methods rank by the accuracy of V2 as the answer says',
  cites,
  premises: ['training', 'labels', 'sources'],
  needs: ['selectionTrial', 'compareMethods', 'rankedMethods'],
  conditions: rankingConditions,
  applies: isRun,
  runs: 1,
  holdsUnder: (subject, condition, w) =>
    fc.property(blocks, (block) => checkRanking(subject, condition, block, subject.rankedMethods(), w)),
  concludes: ({ rankedMethods }, w) => remarkOnTheMap(rankedMethods(), w),
})

/** The accuracies of V2 by method. */
export const accuraciesOf =
  ({ training: on }: Condition) =>
  (trial: SelectionTrial): readonly [number, number, number] =>
    on === 'new' ? trial.new : trial.union

function checkRanking(subject: Laboratory, condition: Condition, block: number, said: Ranking, w: Witness): void {
  const { comparison, trials } = compareUntil(subject, condition, block, accuraciesOf(condition), (found) =>
    isSettled(found, said),
  )
  const where = Object.values(condition).join(', ')
  w.measured(`${where}: order, accuracies, trials`, [comparison.order.join(' > '), ...comparison.means.map(digits), trials])
  for (const relation of said) {
    const { mean, halfWidth } = comparison.difference(relation.left, relation.right)
    const found = `${comparison.order.join(' > ')} (accuracies ${comparison.means.map(digits).join(', ')}; ${relation.left} less ${relation.right} is ${digits(mean)} ± ${digits(halfWidth)} in ${trials} trials)`
    w.require(`${relation.left} ${relation.sign} ${relation.right}`, isTrue(comparison, relation), found)
  }
}

/** Every relation is decided, or one of them is decidedly false. */
function isSettled(found: Comparison, said: Ranking): boolean {
  const decided = said.filter((relation) => isDecided(found, relation))
  return decided.length === said.length || decided.some((relation) => !isTrue(found, relation))
}

function isDecided(found: Comparison, { left, sign, right }: Relation): boolean {
  const difference = found.difference(left, right)
  if (sign === '>') return isBeyond(difference, 0)
  return isBeyond(difference, -POINT) && (sign === '>=' || isBeyond(difference, POINT))
}

function isTrue(found: Comparison, { left, sign, right }: Relation): boolean {
  const { mean, halfWidth } = found.difference(left, right)
  if (sign === '>') return mean > halfWidth
  return mean - halfWidth > -POINT && (sign === '>=' || mean + halfWidth < POINT)
}

/** Whether the means stand in this order, leaving chance aside: for the figure. */
export function holdsOf(found: Comparison, said: Ranking): boolean {
  return said.every(({ left, sign, right }) => {
    const { mean } = found.difference(left, right)
    return sign === '>' ? mean > 0 : mean > -POINT && (sign === '>=' || mean < POINT)
  })
}

/** Four digits, as a number. */
export function digits(value: number): number {
  return Number(value.toPrecision(4))
}
