/** Checks of what callers pass: a wrong argument is a RangeError that says the function, the rule and the value. */
import type { Decision } from '../contract/experiment.ts'
import type { Arm } from '../contract/two-proportion.ts'

/** @throws RangeError that says `rule` and the value, unless `condition` holds */
export function requireThat(condition: boolean, rule: string, got: number | string | object | undefined): void {
  if (!condition) throw new RangeError(`${rule}, got ${typeof got === 'object' ? JSON.stringify(got) : got}`)
}

/** 0 < value < 1. */
export function requireInside(name: string, what: string, value: number): void {
  requireThat(value > 0 && value < 1, `${name}: ${what} must be inside (0, 1)`, value)
}

/** 0 <= successes <= n, n > 0, both finite. */
export function requireArm(name: string, arm: Arm): void {
  requireThat(arm.n > 0 && arm.n < Infinity, `${name}: n must be positive and finite`, arm.n)
  requireThat(arm.successes >= 0 && arm.successes <= arm.n, `${name}: successes must be inside [0, n = ${arm.n}]`, arm.successes)
}

/** As `requireArm`, and both are integers. */
export function requireCounts(name: string, arm: Arm): void {
  requireArm(name, arm)
  requireThat(Number.isInteger(arm.n) && Number.isInteger(arm.successes), `${name}: counts must be integers`, arm)
}

/** Whether this is a word for a decision. */
export function isDecision(word: unknown): word is Decision {
  return word === 'better' || word === 'worse' || word === 'undecided'
}
