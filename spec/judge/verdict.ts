/** A verdict: what the evidence says of a claim, in one word and one line. */
import { counted } from './counted.ts'
import { productsOf } from './conditions.ts'
import type { Condition, Conditions } from './spec.ts'
import type { Failure } from './failure.ts'
import type { Evidence, Observation } from './observe.ts'

/** The seven words, best first. Only the first three can earn points. */
export const verdictWords = ['holds', 'conditional', 'loose', 'not offered', 'undecided', 'contradictory', 'refuted'] as const

/**
 * `holds` · `conditional`: true exactly when `trueWhen` · `loose`: a true bound that is not tight · `refuted`: with a counter-example ·
 * `contradictory`: with another item of the same sheet · `undecided`: budget spent, or a run that showed nothing · `not offered`.
 */
export type VerdictWord = (typeof verdictWords)[number]

/** One word, why, and the share of the points that it earns. */
export interface Verdict {
  readonly word: VerdictWord
  /** One line: why. */
  readonly reason: string
  /** Under which conditions the claim is true, where that is not always or never. */
  readonly trueWhen?: string
  /** For `conditional`: whether the sheet stated the condition. */
  readonly stated?: boolean
  /** For `conditional`, not stated: whether it is true in the usual case, which is the first level of every factor. */
  readonly usual?: boolean
  /** For `conditional`, not stated: what the sheet would have to assume for all points, such as `assume: { correction: none }`. */
  readonly add?: string
  /** The share of the points that this earns, in [0, 1]. */
  readonly share: number
  readonly failure?: Failure
}

/** The factor that tells a bound from a tight bound: a claim that holds only as an upper bound is `loose`. */
const READING = 'reading'
const AS_BOUND = 'upper bound'

/** Half: true in the usual case under a condition that is left out, or a bound that is true and says something. */
const HALF = 1 / 2

/**
 * The verdict on one claim from the evidence of one spec.
 * @param assumed what the sheet states
 * @param supplied what the question itself states: never `not stated`
 */
export function verdictOf(evidence: Evidence, assumed: Conditions = {}, supplied: Conditions = {}): Verdict {
  if (evidence.outcome === 'not offered') {
    return { word: 'not offered', share: 0, reason: `the subject does not offer: ${(evidence.missing ?? []).join(', ')}` }
  }
  const verdict =
    evidence.under === undefined ? verdictOfLaw(evidence) : verdictOfRuling(evidence, evidence.under, assumed, supplied)
  return { ...verdict, reason: [...evidence.remarks, verdict.reason].join('; ') }
}

function verdictOfLaw(evidence: Evidence): Verdict {
  if (evidence.outcome === 'passed')
    return {
      word: 'holds',
      share: 1,
      reason: `${evidence.says} (${counted(evidence.runs, 'input')}, ${counted(evidence.checks, 'comparison')})`,
    }
  const failure = evidence.failure ?? { message: evidence.outcome }
  return { word: isRefuting(evidence) ? 'refuted' : 'undecided', share: 0, reason: describeFailure(failure), failure }
}

function verdictOfRuling(evidence: Evidence, under: readonly Observation[], assumed: Conditions, supplied: Conditions): Verdict {
  const asked = under.filter(({ condition }) => agreesWith(condition, assumed))
  const holding = asked.filter((observation) => observation.outcome === 'passed')
  const failing = asked.find(isRefuting)
  const unclear = asked.find((observation) => observation.outcome !== 'passed' && !isRefuting(observation))
  const trueWhen = evidence.trueWhen ?? 'never'
  if (asked.length === 0)
    return { word: 'undecided', share: 0, reason: 'no tested condition matches what the sheet assumes', trueWhen }
  if (unclear !== undefined) {
    const reason = `${describeCondition(unclear.condition)}: ${unclear.failure?.message ?? unclear.outcome}`
    return { word: 'undecided', share: 0, reason, trueWhen }
  }
  if (failing === undefined)
    return trueWhen === 'always' ? holdsAlways(evidence, under) : conditional(trueWhen, 'the sheet states it')
  const failure = failing.failure ?? { message: failing.outcome }
  const example = `${describeCondition(failing.condition)}: ${describeFailure(failure)}`
  if (holding.length === 0) {
    const elsewhere = trueWhen === 'never' ? '' : `; it would hold when ${trueWhen}`
    const { share, because } = evidence.credit ?? { share: 0, because: '' }
    const reason = `${because === '' ? '' : `${because}; `}${example}${elsewhere}`
    return { word: share > 0 ? 'conditional' : 'refuted', share, reason, failure, trueWhen }
  }
  if (isLoose(asked)) {
    const { share, because } = evidence.credit ?? { share: HALF, because: '' }
    const how = because === '' ? '' : ` (${because})`
    return {
      word: 'loose',
      share,
      reason: `a valid upper bound, but loose${how}: ${describeFailure(failure)}`,
      failure,
      trueWhen,
    }
  }
  const open = Object.fromEntries(Object.entries(supplied).filter(([factor]) => assumed[factor] === undefined))
  const known = asked.filter(({ condition }) => agreesWith(condition, open))
  if (known.length > 0 && known.every(({ outcome }) => outcome === 'passed')) {
    const facts = Object.entries(open).filter(([factor]) => asked.some(({ condition }) => condition[factor] !== undefined))
    return conditional(trueWhen, `the question supplies ${inWords(Object.fromEntries(facts))}`)
  }
  const usual = asked[0]?.outcome === 'passed'
  const add = whatToAssume(asked, holding)
  return {
    word: 'conditional',
    stated: false,
    usual,
    share: usual ? HALF : 0,
    trueWhen,
    failure,
    ...(add === undefined ? {} : { add }),
    reason: `true when ${trueWhen}, not stated; ${example}`,
  }
}

function holdsAlways(evidence: Evidence, under: readonly Observation[]): Verdict {
  const asked = under.length === 1 ? describeCondition(under[0]?.condition ?? {}) : `under all ${under.length} conditions`
  return { word: 'holds', share: 1, reason: `${evidence.says} (${asked})` }
}

/** True under a condition that is known to be the case. */
function conditional(trueWhen: string, because: string): Verdict {
  return { word: 'conditional', share: 1, stated: true, trueWhen, reason: `true when ${trueWhen}; ${because}` }
}

/** What to assume so that the claim holds, if that is quickly said: the product around the usual case, or the largest. */
function whatToAssume(asked: readonly Observation[], holding: readonly Observation[]): string | undefined {
  const of = (observations: readonly Observation[]): Condition[] => observations.map(({ condition }) => condition)
  const [product] = productsOf(of(asked), of(holding))
  const factors = Object.entries(product ?? {}).filter(([factor]) => factor !== READING)
  if (factors.length === 0 || factors.length > MOST_FACTORS) return undefined
  const levels = (some: readonly string[]): string => (some.length === 1 ? (some[0] ?? '') : `[${some.join(', ')}]`)
  return `assume: { ${factors.map(([factor, some]) => `${factor}: ${levels(some)}`).join(', ')} }`
}

/** More than these nobody would add. */
const MOST_FACTORS = 4

function inWords(facts: Conditions): string {
  return Object.entries(facts)
    .map(([factor, levels]) => `${factor} = ${levels.join(' or ')}`)
    .join(' and ')
}

function isRefuting(run: { readonly outcome: Evidence['outcome'] }): boolean {
  return run.outcome === 'wrong value' || run.outcome === 'threw'
}

/** True as an upper bound under every condition, and never as a tight bound. */
function isLoose(asked: readonly Observation[]): boolean {
  return asked.every((observation) => (observation.outcome === 'passed') === (observation.condition[READING] === AS_BOUND))
}

function agreesWith(condition: Condition, assumed: Conditions): boolean {
  return Object.entries(assumed).every(
    ([factor, levels]) => condition[factor] === undefined || levels.includes(condition[factor]),
  )
}

function describeCondition(condition: Condition): string {
  const text = Object.entries(condition).map(([factor, level]) => `${factor} = ${level}`)
  return text.length === 0 ? 'as stated' : `with ${text.join(', ')}`
}

function describeFailure(failure: Failure): string {
  const at =
    failure.counterexample === undefined || failure.counterexample === '["as stated"]' ? '' : ` at ${failure.counterexample}`
  return `${failure.message}${at}`
}

/** The verdict of an item that makes several claims: the worst; the first of equals. */
export function worstOf(verdicts: readonly Verdict[]): Verdict {
  const [
    first = { word: 'not offered', share: 0, reason: 'the item makes no claim that a spec can judge' } satisfies Verdict,
    ...rest
  ] = verdicts
  return rest.reduce((worst, verdict) => (severity(verdict) > severity(worst) ? verdict : worst), first)
}

function severity(verdict: Verdict): number {
  return verdictWords.indexOf(verdict.word) + (verdict.stated === false ? 1.5 : 0)
}
