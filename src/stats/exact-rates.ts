/** How often a design decides what, by enumerating every count that can occur: no simulation. */
import type { Arm, Procedure } from '../contract/two-proportion.ts'
import type { Decision, SingleStep, Truth } from '../contract/experiment.ts'
import { isDecision, requireInside, requireThat } from './arguments.ts'
import { binomialWindow, type Window } from './binomial.ts'
import { dunnettCritical } from './dunnett.ts'
import { testOf } from './p-value.ts'
import { normalTwoSided, twoSidedCritical } from './tails.ts'
import { pooledZ } from './two-proportion.ts'

/** Counts are enumerated down to this share of the most likely one; the mass left out is below 1e-12 for each arm. */
const CUT = 1e-14

/**
 * P(the two-sided test rejects) when the arm and the control have these true rates: its size where the rates agree, else its power
 * (either direction). Exact but for a mass below 1e-11.
 * @throws RangeError unless rates are inside [0, 1], alpha is inside (0, 1) and the sizes are positive integers
 */
export function rejectionProbability(
  procedure: Procedure,
  arm: { readonly rate: number; readonly n: number },
  control: { readonly rate: number; readonly n: number },
  alpha = 0.05,
): number {
  requireInside('rejectionProbability', 'alpha', alpha)
  const test = testOf('rejectionProbability', procedure)
  const arms = countsOf('rejectionProbability', arm.n, arm.rate)
  const controls = countsOf('rejectionProbability', control.n, control.rate)
  let rejected = 0
  for (const [j, controlMass] of controls.pmf.entries()) {
    for (const [i, mass] of arms.pmf.entries()) {
      const p = test({ successes: arms.from + i, n: arm.n }, { successes: controls.from + j, n: control.n }).p
      if (p <= alpha) rejected += mass * controlMass
    }
  }
  return rejected
}

/**
 * P(exactly these decisions) of unadjusted pooled z tests that share the control: given the control's count the arms are independent.
 * @param pattern the decision of every arm but the control
 * @throws RangeError as `rejectionProbability`, and if the pattern leaves an arm out
 */
export function patternProbability({ rates, control, n, alpha }: Truth, pattern: Readonly<Record<string, Decision>>): number {
  requireInside('patternProbability', 'alpha', alpha)
  const controlRate = Object.hasOwn(rates, control) ? rates[control] : undefined
  if (controlRate === undefined) throw new RangeError(`patternProbability: control must be an arm, got ${control}`)
  const critical = twoSidedCritical(alpha)
  const arms = Object.entries(rates).filter(([name]) => name !== control)
  const windows = arms.map(([name, rate]) => {
    const wanted = Object.hasOwn(pattern, name) ? pattern[name] : undefined
    requireThat(isDecision(wanted), `patternProbability: pattern must decide on ${name}`, pattern)
    return { wanted, window: countsOf('patternProbability', n, rate) }
  })
  const controls = countsOf('patternProbability', n, controlRate)
  let total = 0
  for (const [j, mass] of controls.pmf.entries()) {
    const base = { successes: controls.from + j, n }
    let joint = mass
    for (const { wanted, window } of windows) {
      let agreeing = 0
      for (const [i, armMass] of window.pmf.entries()) {
        if (decide({ successes: window.from + i, n }, base, critical) === wanted) agreeing += armMass
      }
      joint *= agreeing
    }
    total += joint
  }
  return Math.min(1, total)
}

/**
 * P(some comparison rejects) when `comparisons` arms and their shared control all have the same rate, pooled z tests.
 * @throws RangeError as `rejectionProbability`, for another correction, and unless comparisons is a positive integer
 */
export function familywiseErrorRate(correction: SingleStep, rate: number, n: number, comparisons: number, alpha = 0.05): number {
  requireInside('familywiseErrorRate', 'alpha', alpha)
  requireDesign('familywiseErrorRate', n, rate)
  const isCount = Number.isInteger(comparisons) && comparisons >= 1
  requireThat(isCount, 'familywiseErrorRate: comparisons must be a positive integer', comparisons)
  const names = Array.from({ length: comparisons }, (_, i) => `arm ${i + 1}`)
  const rates = Object.fromEntries(['control', ...names].map((name) => [name, rate]))
  const pattern = Object.fromEntries(names.map((name) => [name, 'undecided' as const]))
  return 1 - patternProbability({ rates, control: 'control', n, alpha: perComparison(correction, comparisons, alpha) }, pattern)
}

/** The unadjusted level at which each comparison is tested. Equal arms and rates: every loading is sqrt(1/2). */
function perComparison(correction: SingleStep, comparisons: number, alpha: number): number {
  switch (correction) {
    case 'none':
      return alpha
    case 'Bonferroni':
      return alpha / comparisons
    case 'Sidak':
      return -Math.expm1(Math.log1p(-alpha) / comparisons)
    case 'Dunnett':
      return normalTwoSided(
        dunnettCritical(
          alpha,
          Array.from({ length: comparisons }, () => Math.SQRT1_2),
        ),
      )
    default:
      throw new RangeError(`familywiseErrorRate: correction must be of a single step, got ${String(correction)}`)
  }
}

/** The counts that occur, and how often. */
function countsOf(caller: string, n: number, rate: number): Window {
  requireDesign(caller, n, rate)
  return binomialWindow(n, rate, CUT)
}

function requireDesign(caller: string, n: number, rate: number): void {
  requireThat(Number.isInteger(n) && n >= 1, `${caller}: n must be a positive integer`, n)
  requireThat(rate >= 0 && rate <= 1, `${caller}: rates must be inside [0, 1]`, rate)
}

function decide(arm: Arm, control: Arm, critical: number): Decision {
  const z = pooledZ(arm, control)
  return Math.abs(z) < critical ? 'undecided' : z > 0 ? 'better' : 'worse'
}
