/** Exact conditional tests of a 2 x 2 table: given the total of successes, those in the arm are hypergeometric. */
import type { Arm } from '../contract/two-proportion.ts'
import { requireCounts } from './arguments.ts'
import { hypergeometric } from './binomial.ts'

/** Outcomes within this relative distance of the observed probability count as ties; the recurrence is off by less than 1e-12. */
const TIE = 1e-11

/**
 * Fisher's exact test, two-sided: the mass of all tables with the same margins that are at most as likely as the observed one.
 * @throws RangeError unless the counts are integers with 0 <= successes <= n, n > 0
 */
export function fisherP(arm: Arm, control: Arm): number {
  const { less, ties } = split('fisherP', arm, control)
  return Math.min(1, less + ties)
}

/** Lancaster's mid-P version of Fisher's two-sided test: tables as likely as the observed one count half. */
export function midP(arm: Arm, control: Arm): number {
  const { less, ties } = split('midP', arm, control)
  return Math.min(1, less + ties / 2)
}

/** P(the arm has at least as many successes as observed), given the margins. */
export function fisherUpperTail(arm: Arm, control: Arm): number {
  requireCounts('fisherUpperTail', arm)
  requireCounts('fisherUpperTail', control)
  const { from, pmf } = hypergeometric(arm.n, control.n, arm.successes + control.successes, arm.successes)
  return Math.min(1, sum(pmf.subarray(Math.max(0, arm.successes - from)).toReversed()))
}

function split(name: string, arm: Arm, control: Arm): { less: number; ties: number } {
  requireCounts(name, arm)
  requireCounts(name, control)
  const { from, pmf } = hypergeometric(arm.n, control.n, arm.successes + control.successes, arm.successes)
  const observed = pmf[arm.successes - from] ?? 0 // so unlikely that it is 0 in double precision
  return {
    less: sum(pmf.filter((mass) => mass < observed * (1 - TIE))),
    ties: sum(pmf.filter((mass) => Math.abs(mass - observed) <= observed * TIE)),
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
