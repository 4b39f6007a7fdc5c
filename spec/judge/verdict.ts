/** A verdict: what the evidence says of a claim, in one word and one line. */
import type { Condition, Conditions } from './spec.ts'
import type { Evidence, Failure, Observation } from './observe.ts'

/** The seven words, best first. Only the first three can earn points. */
export const verdictWords = ['holds', 'conditional', 'loose', 'not offered', 'undecided', 'contradictory', 'refuted'] as const

/**
 * `holds` · `conditional`: true exactly when `trueWhen` · `loose`: a true bound that is not tight · `refuted`: with a counter-example ·
 * `contradictory`: with another item of the same sheet · `undecided`: budget spent, or a run that showed nothing · `not offered`.
 */
export type VerdictWord = (typeof verdictWords)[number]

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
  readonly failure?: Failure
}

/** What a sheet assumes: factor -> the levels that it allows. */
export type Assumption = Conditions

/** The factor that tells a bound from a tight bound: a claim that holds only as an upper bound is `loose`. */
export const READING = 'reading'
const AS_BOUND = 'upper bound'

/** The verdict on one claim from the evidence of one spec. */
export function verdictOf(evidence: Evidence, assumed: Assumption = {}): Verdict {
  if (evidence.outcome === 'not offered') {
    return { word: 'not offered', reason: `the subject does not offer: ${(evidence.missing ?? []).join(', ')}` }
  }
  const verdict = evidence.under === undefined ? verdictOfLaw(evidence) : verdictOfRuling(evidence, evidence.under, assumed)
  return { ...verdict, reason: [...evidence.remarks, verdict.reason].join('; ') }
}

function verdictOfLaw(evidence: Evidence): Verdict {
  if (evidence.outcome === 'passed')
    return { word: 'holds', reason: `${evidence.says} (${evidence.runs} inputs, ${evidence.checks} comparisons)` }
  const failure = evidence.failure ?? { message: evidence.outcome }
  return { word: isRefuting(evidence) ? 'refuted' : 'undecided', reason: describeFailure(failure), failure }
}

function verdictOfRuling(evidence: Evidence, under: readonly Observation[], assumed: Assumption): Verdict {
  const asked = under.filter(({ condition }) => agreesWith(condition, assumed))
  const holding = asked.filter((observation) => observation.outcome === 'passed')
  const failing = asked.find(isRefuting)
  const unclear = asked.find((observation) => observation.outcome !== 'passed' && !isRefuting(observation))
  const trueWhen = evidence.trueWhen ?? 'never'
  if (asked.length === 0)
    return { word: 'undecided', reason: `no condition that was asked agrees with what the sheet assumes`, trueWhen }
  if (unclear !== undefined)
    return {
      word: 'undecided',
      reason: `${describeCondition(unclear.condition)}: ${unclear.failure?.message ?? unclear.outcome}`,
      trueWhen,
    }
  if (failing === undefined) {
    return trueWhen === 'always'
      ? {
          word: 'holds',
          reason: `${evidence.says} (${under.length === 1 ? describeCondition(under[0]?.condition ?? {}) : `under all ${under.length} conditions`})`,
        }
      : { word: 'conditional', stated: true, trueWhen, reason: `true when ${trueWhen}; the sheet states it` }
  }
  const failure = failing.failure ?? { message: failing.outcome }
  const example = `${describeCondition(failing.condition)}: ${describeFailure(failure)}`
  if (holding.length === 0) {
    const elsewhere = trueWhen === 'never' ? '' : `; it would hold when ${trueWhen}`
    return { word: 'refuted', reason: `${example}${elsewhere}`, failure, trueWhen }
  }
  if (isLoose(asked))
    return { word: 'loose', reason: `a true upper bound, not tight: ${describeFailure(failure)}`, failure, trueWhen }
  const usual = asked[0]?.outcome === 'passed'
  return { word: 'conditional', stated: false, usual, trueWhen, failure, reason: `true when ${trueWhen}, not stated; ${example}` }
}

function isRefuting(run: { readonly outcome: Evidence['outcome'] }): boolean {
  return run.outcome === 'wrong value' || run.outcome === 'threw'
}

/** True as an upper bound under every condition, and never as a tight bound. */
function isLoose(asked: readonly Observation[]): boolean {
  return asked.every((observation) => (observation.outcome === 'passed') === (observation.condition[READING] === AS_BOUND))
}

function agreesWith(condition: Condition, assumed: Assumption): boolean {
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
  const [first = { word: 'not offered', reason: 'the item makes no claim that a spec can judge' } satisfies Verdict, ...rest] =
    verdicts
  return rest.reduce((worst, verdict) => (severity(verdict) > severity(worst) ? verdict : worst), first)
}

function severity(verdict: Verdict): number {
  return verdictWords.indexOf(verdict.word) + (verdict.stated === false ? 1.5 : 0)
}
