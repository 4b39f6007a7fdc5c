/** Worlds of question 3: what the phases of an iteration and the whole could cost, to tell which claims of a sheet cannot all be the costs. */
import type { Cost } from '../../../src/contract/complexity.ts'
import { one, sum } from '../../formula/cost-algebra.ts'
import type { WrittenClaim } from '../../formula/cost-claim.ts'
import { tracing } from '../../judge/trace.ts'
import { compareRates, growthGrid, rateOf, type Rate } from '../../laws/complexity/growth.ts'
import type { Answer } from '../question.ts'
import type { Phase } from './costs.ts'

/** The phases that make up the whole. */
export const stepPhases = ['forward', 'loss', 'backward', 'update'] as const

/** A cost, as its rates of growth: costs of the same order have the same. */
type Order = readonly Rate[]
/** The order of each phase and of the whole. */
export type CostWorld = Readonly<Record<Phase, Order>>

/** Walls between regions of growth have small whole normals where exponents are at most 3, and show on this grid. */
const growths = growthGrid(6)
/** Every world asks for the order of every claim: it is computed once. */
const orders = tracing([], (_subject, cost: Cost): Order => growths.map((growth) => rateOf(cost, growth)))

export function orderOf(cost: Cost): Order {
  return orders({}, cost)
}

export function sameOrder(a: Order, b: Order): boolean {
  return a === b || a.every((rate, i) => compareRates(rate, b[i] ?? [NaN, NaN]) === 0)
}

/** The order of a sum: the largest rate, growth by growth. */
export function orderOfSum(summands: readonly Order[]): Order {
  return summands.reduce((a, b) => a.map((rate, i) => (compareRates(rate, b[i] ?? rate) >= 0 ? rate : (b[i] ?? rate))))
}

/**
 * Every choice of costs out of those that the sheet names, read as the costs themselves: a phase may cost what is claimed for it, what is
 * claimed for the whole, what all claimed phases cost together, or next to nothing.
 */
export function* costWorlds(answers: readonly Answer[]): Generator<CostWorld> {
  const claimed = (phase: Phase): Cost[] =>
    answers.filter((answer) => answer.slot === phase).map((answer) => (answer.value as WrittenClaim).cost)
  const together = stepPhases.flatMap(claimed).reduce(sum, one)
  const perPhase = (phase: Phase): Order[] => distinctOrders([...claimed(phase), ...claimed('total'), together, one])
  const totals = distinctOrders([...claimed('total'), together])
  for (const forward of perPhase('forward'))
    for (const loss of perPhase('loss'))
      for (const backward of perPhase('backward'))
        for (const update of perPhase('update')) for (const total of totals) yield { forward, loss, backward, update, total }
}

function distinctOrders(costs: readonly Cost[]): Order[] {
  const distinct: Order[] = []
  for (const order of costs.map(orderOf)) {
    if (!distinct.some((known) => sameOrder(known, order))) distinct.push(order)
  }
  return distinct
}
