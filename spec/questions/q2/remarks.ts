/** The plain sentences that the verdicts of question 2 begin with, from what the run found. */
import type { Correction, Decisions } from '../../../src/contract/experiment.ts'
import type { Procedure } from '../../../src/contract/two-proportion.ts'
import type { Witness } from '../../judge/witness.ts'
import { CORRECTIONS } from '../../laws/experiments/corrections.ts'
import { PROCEDURES } from '../../laws/arms/procedures.ts'

type Found = Readonly<Record<string, { readonly decision: Decisions[string] } | undefined>>

/** Says which corrections and tests lose something of what is claimed, if that is quickly said. */
export function remarkOnLost(
  claimed: Decisions,
  findBy: (procedure: Procedure, correction: Correction) => Found,
  witness: Witness,
): void {
  const lostBy = (procedure: Procedure, correction: Correction): string[] => {
    const found = findBy(procedure, correction)
    return Object.keys(claimed).filter((name) => found[name]?.decision !== claimed[name])
  }
  const losing = CORRECTIONS.map((correction) => ({
    correction,
    tests: PROCEDURES.filter((procedure) => lostBy(procedure, correction).length > 0),
  })).filter(({ tests }) => tests.length > 0)
  const sets = new Set(losing.map(({ tests }) => tests.join()))
  const [first] = losing
  if (first === undefined || sets.size !== 1 || losing.length === CORRECTIONS.length) return
  const corrections = either(losing.map(({ correction }) => (correction === 'none' ? 'no correction' : correction)))
  const tests = first.tests.length === PROCEDURES.length ? 'with any test' : `together with ${either(first.tests)}`
  const templates = [...new Set(losing.flatMap((losers) => losers.tests.flatMap((test) => lostBy(test, losers.correction))))]
    .toSorted()
    .join(' and ')
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
