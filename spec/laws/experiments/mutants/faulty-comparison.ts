/** What a fault in a test or in an adjustment reaches: its own part, and every comparison made with it. */
import type { Procedure } from '../../../../src/contract/two-proportion.ts'
import { adjustPValues } from '../../../../src/index.ts'
import { comparisonBy } from '../../../../src/stats/compare-arms.ts'
import { type Test, TESTS } from '../../../../src/stats/p-value.ts'
import { normalTwoSided } from '../../../../src/stats/tails.ts'
import type { Arm } from '../../../../src/contract/two-proportion.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** All that a fault in the p-value of one procedure reaches. */
export function faultyTest(procedure: Procedure, test: Test): Pick<Mutant['parts'] & object, 'pValue' | 'compareWithControl'> {
  const tests = { ...TESTS, [procedure]: test }
  return {
    pValue: (name, arm, control) => tests[name](arm, control).p,
    compareWithControl: comparisonBy(tests, adjustPValues),
  }
}

export const byZ =
  (z: (arm: Arm, control: Arm) => number): Test =>
  (arm, control) => ({ statistic: z(arm, control), p: Math.min(1, normalTwoSided(z(arm, control))) })

/** A fault in z, wherever the pooled z is used. */
export function faultyZ(z: (arm: Arm, control: Arm) => number): Mutant['parts'] {
  return { pooledZ: z, ...faultyTest('pooled z', byZ(z)) }
}

export function faultyAdjustment(adjust: typeof adjustPValues): Mutant['parts'] {
  return { adjustPValues: adjust, compareWithControl: comparisonBy(TESTS, adjust) }
}
