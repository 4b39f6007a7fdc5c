/** What a fault in a test or in an adjustment reaches: its own part, and every comparison made with it. */
import type { Procedure } from '../../../../src/contract/two-proportion.ts'
import { adjustPValues } from '../../../../src/index.ts'
import { comparisonBy } from '../../../../src/stats/compare-arms.ts'
import { type Test, TESTS } from '../../../../src/stats/p-value.ts'
import { normalTwoSided } from '../../../../src/stats/tails.ts'
import type { Arm } from '../../../../src/contract/two-proportion.ts'
import { WITHOUT_CLOSED_FORM } from '../../arms/procedures.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** The reference's tests, those without a closed form made once of the same two arms: who changes one test leaves the others as they are. */
export const REFERENCE_TESTS: Readonly<Record<Procedure, Test>> = {
  ...TESTS,
  ...Object.fromEntries(WITHOUT_CLOSED_FORM.map((procedure) => [procedure, remembered(TESTS[procedure])])),
}

function remembered(test: Test): Test {
  const known = new Map<string, ReturnType<Test>>()
  return (arm, control) => {
    const key = `${arm.successes} ${arm.n} ${control.successes} ${control.n}`
    const result = known.get(key) ?? test(arm, control)
    known.set(key, result)
    return result
  }
}

/** All that a fault in the p-value of one procedure reaches. */
export function faultyTest(procedure: Procedure, test: Test): Pick<Mutant['parts'] & object, 'pValue' | 'compareWithControl'> {
  const tests = { ...REFERENCE_TESTS, [procedure]: test }
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
  return { adjustPValues: adjust, compareWithControl: comparisonBy(REFERENCE_TESTS, adjust) }
}
