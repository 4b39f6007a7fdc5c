/** The plain sentences that the verdicts of question 2 begin with, from what the run found. */
import type { Decisions } from '../../../src/contract/experiment.ts'
import type { Condition } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { CORRECTIONS } from './templates.ts'
import { PROCEDURES } from '../../laws/arms/any-arm.ts'

/** Condition by condition of one run: the templates that are not decided as claimed, by correction and test. */
const lostIn = new WeakMap<Witness, Map<string, readonly string[]>>()

type Found = Readonly<Record<string, { readonly decision: Decisions[string] } | undefined>>

/** Notes what this condition loses; with the last one, and every one asked, says which lose something if that is quickly said. */
export function remarkOnLost(claimed: Decisions, found: Found, condition: Condition, witness: Witness): void {
  const lost = lostIn.get(witness) ?? new Map<string, readonly string[]>()
  lostIn.set(witness, lost)
  const names = Object.keys(claimed).filter((name) => found[name]?.decision !== claimed[name])
  lost.set(`${condition['correction']}, ${condition['procedure']}`, names)
  if (lost.size < CORRECTIONS.length * PROCEDURES.length) return
  const losing = CORRECTIONS.map((correction) => ({
    correction,
    tests: PROCEDURES.filter((procedure) => (lost.get(`${correction}, ${procedure}`) ?? []).length > 0),
  })).filter(({ tests }) => tests.length > 0)
  const sets = new Set(losing.map(({ tests }) => tests.join()))
  const [first] = losing
  if (first === undefined || sets.size !== 1 || losing.length === CORRECTIONS.length) return
  const corrections = either(losing.map(({ correction }) => (correction === 'none' ? 'no correction' : correction)))
  const tests = first.tests.length === PROCEDURES.length ? 'with any test' : `together with ${either(first.tests)}`
  const templates = [...new Set([...lost.values()].flat())].toSorted().join(' and ')
  witness.remark(`only ${corrections} ${tests} loses ${templates}`)
}

interface Decided {
  /** The design in short: size, test and correction, separated by commas. */
  readonly name: string
  readonly decided: Decisions
}

/** Says of the first two designs that disagree on what they do, and in which choice they differ. */
export function remarkOnDesign(one: Decided, other: Decided, witness: Witness): void {
  const template = Object.keys(one.decided).find((name) => one.decided[name] !== other.decided[name])
  if (template === undefined || witness.remarks.size > 0) return
  const [choices, others] = [one.name.split(', '), other.name.split(', ')]
  const at = choices.findIndex((choice, i) => choice !== others[i])
  const says = ({ decided }: Decided, choice: string | undefined): string => `${decided[template]} with ${choice}`
  witness.remark(
    `the decision depends on what is not stated: ${template} is ${says(one, choices[at])} and ${says(other, others[at])}`,
  )
}

function either(names: readonly string[]): string {
  return names.join(', ').replace(/, (?=[^,]*$)/, ' or ')
}
