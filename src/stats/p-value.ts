/** Every procedure as a two-sided p-value with the statistic that it reports. */
import type { Arm, Procedure } from '../contract/two-proportion.ts'
import { rateOf } from './arm.ts'
import { requireThat } from './arguments.ts'
import { bayesP, probabilityBetter } from './bayes-ab.ts'
import { fisherP, midP } from './fisher.ts'
import { newcombeP } from './intervals.ts'
import { chiSquareUpperTail, normalTwoSided } from './tails.ts'
import { agrestiCaffoZ, gStatistic, pooledZ, unpooledZ, yatesChiSquare } from './two-proportion.ts'
import { barnardP, boschlooP } from './unconditional.ts'

/** `statistic` has the sign of the difference where it is a z, is a chi-square for Yates and G, P(better) for Bayes, else the difference. */
export interface TestResult {
  readonly statistic: number
  readonly p: number
  /** Above 0 where the arm is ahead, by what the test compares; the difference of the rates where a test does not say. */
  readonly ahead?: number
}

/** A two-sided test of an arm against the control. */
export type Test = (arm: Arm, control: Arm) => TestResult

const byZ =
  (z: (arm: Arm, control: Arm) => number): Test =>
  (arm, control) => {
    const statistic = z(arm, control)
    return { statistic, p: normalTwoSided(statistic), ahead: statistic }
  }

const byChiSquare =
  (chiSquare: (arm: Arm, control: Arm) => number): Test =>
  (arm, control) => {
    const statistic = chiSquare(arm, control)
    return { statistic, p: chiSquareUpperTail(statistic, 1) }
  }

const byDifference =
  (p: (arm: Arm, control: Arm) => number): Test =>
  (arm, control) => ({ statistic: rateOf(arm) - rateOf(control), p: p(arm, control) })

/** The test of each procedure; the contract's `procedures` says which need whole counts. */
export const TESTS: Readonly<Record<Procedure, Test>> = {
  'pooled z': byZ(pooledZ),
  'unpooled z': byZ(unpooledZ),
  Yates: byChiSquare(yatesChiSquare),
  G: byChiSquare(gStatistic),
  Fisher: byDifference(fisherP),
  'mid-P': byDifference(midP),
  Barnard: byDifference(barnardP),
  Boschloo: byDifference(boschlooP),
  Newcombe: byDifference(newcombeP),
  'Agresti-Caffo': byZ(agrestiCaffoZ),
  Bayes: (arm, control) => {
    const statistic = probabilityBetter(arm, control)
    return { statistic, p: bayesP(arm, control), ahead: statistic - 0.5 }
  },
}

/** Two-sided p-value of the arm against the control. */
export function pValue(procedure: Procedure, arm: Arm, control: Arm): number {
  return testOf('pValue', procedure)(arm, control).p
}

/** @throws RangeError that names `caller` for a procedure that there is not */
export function testOf(caller: string, procedure: Procedure, tests: Readonly<Record<Procedure, Test>> = TESTS): Test {
  requireThat(Object.hasOwn(tests, procedure), `${caller}: procedure must be one of ${Object.keys(tests).join(', ')}`, procedure)
  return tests[procedure]
}
