/** The plain sentences that the verdicts of question 1 begin with, from what the run found. */
import type { Condition } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import type { Weights } from './refit.ts'

const BY_PENALTY: Readonly<Record<string, string>> = {
  none: 'without a penalty',
  l2: 'under an L2 penalty of 1',
  l1: 'under an L1 penalty of 0.5',
  'elastic net': 'under an elastic net (L1 and L2, 0.5 each)',
}

/** One table under one way of training: what a sentence is about, and who takes it. */
interface Told {
  readonly condition: Condition
  readonly name: string
  /** Weights that are closer than this are equal. */
  readonly tolerance: number
  readonly witness: Witness
}

/** Whether one sentence on weights is still to be said, and this is a plain case to say it of. */
function isTelling({ condition: { data, start, solver }, witness }: Told): boolean {
  return witness.remarks.size === 0 && data === 'overlapping' && start === 'symmetric' && solver === 'gradient'
}

/** Says what the copies weigh instead of `ruled`, if they are off by more than `tolerance`. */
export function remarkOnCopies({ alone, original, copy }: Weights, ruled: number, told: Told): void {
  const { condition, name, tolerance, witness } = told
  if (!isTelling(told)) return
  if (close(original, ruled, tolerance) && close(copy, ruled, tolerance)) return
  const each = weigh(original, copy, tolerance)
  const not = close(ruled, alone / 2, tolerance) ? `half of ${digits(alone)}` : digits(ruled)
  witness.remark(`${caseOf(condition)} ${each}, not ${not} (${name})`)
}

/** Says what the copies weigh, in the first case that is asked about. */
export function remarkOnBoth({ original, copy }: Weights, { condition, name, tolerance, witness }: Told): void {
  if (witness.remarks.size > 0) return
  const how = [condition['solver'] === 'coordinate' ? ' by coordinate descent' : '', condition['start'] === 'apart' ? ' from a start apart' : ''].join('') // prettier-ignore
  witness.remark(`${caseOf(condition)}${how} ${weigh(original, copy, tolerance)} (${name})`)
}

/** Says how the first weight moves that is not as `ruled`. */
export function remarkOnOthers({ othersBefore, othersAfter }: Weights, ruled: readonly number[], told: Told): void {
  const { condition, name, tolerance, witness } = told
  if (!isTelling(told)) return
  const i = othersAfter.findIndex((weight, at) => !close(weight, ruled[at] ?? NaN, tolerance))
  const [before = NaN, after = NaN, expected = NaN] = [othersBefore[i], othersAfter[i], ruled[i]]
  if (i === -1) return
  const moves = close(before, after, tolerance)
    ? `stays at ${digits(before)}`
    : `moves from ${digits(before)} to ${digits(after)}`
  const instead = close(expected, before, tolerance) ? '' : `, not at ${digits(expected)}`
  witness.remark(`${caseOf(condition)} ${i === 0 ? 'the intercept' : `w_${i}`} ${moves}${instead} (${name})`)
}

/** Says that copies are redundant in every table, in numbers. */
export function remarkOnRedundancy(gains: readonly number[], witness: Witness): void {
  witness.remark(
    `an exact copy is always redundant: it never lowers the attainable log loss (${gains.length} tables, largest gain ${digits(Math.max(0, ...gains))})`,
  )
}

function weigh(original: number, copy: number, tolerance: number): string {
  return close(original, copy, tolerance)
    ? `each copy weighs ${digits(copy)}`
    : `the copies weigh ${digits(original)} and ${digits(copy)}`
}

function caseOf({ penalty = '' }: Condition): string {
  return BY_PENALTY[penalty] ?? `with penalty = ${penalty}`
}

function close(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance
}

/** Four digits after the point; what is smaller than that, by its power of ten. */
function digits(value: number): string {
  return value !== 0 && Math.abs(value) < 5e-5 ? value.toExponential(0) : String(Number(value.toFixed(4)))
}
