/** Evidence that a formula of a sheet is, or is not, the right closed form: decided exactly, at rational points. */
import type { Evidence } from '../observe.ts'
import type { Question } from '../question.ts'
import type { Claim } from './claim.ts'
import { identical } from '../formula/formula-equality.ts'
import { readFormula, type Formula } from '../formula/formula.ts'

/** @returns undefined for a claim that is no formula, or whose slot has no closed form */
export function identityEvidence(claim: Claim, question: Question, seed: number): Evidence | undefined {
  if (claim.closedForm === undefined || !isFormula(claim.value)) return undefined
  const started = performance.now()
  const { value, closedForm } = claim
  const equality = identical(value, readFormula(closedForm, value.variables), seed)
  const common = {
    spec: `${question.id}.${claim.slot}-is-the-closed-form`,
    says: `${value.text} is the same function of ${value.variables.join(', ')} as ${closedForm}`,
    cites: 'polynomial identity testing at random rational points (Schwartz, Zippel)',
    restsOn: [],
    subject: claim.item.id,
    seed,
    reached: {},
    measured: {},
    remarks: [],
    elapsedMs: performance.now() - started,
  }
  if (equality.equal) return { ...common, outcome: 'passed', runs: equality.points, checks: equality.points }
  const { values, a, b } = equality.witness
  const counterexample = Object.entries(values)
    .map(([name, at]) => `${name} = ${at}`)
    .join(', ')
  const [got, expected] = [a ?? 'no value', b ?? 'no value']
  const message = `${value.text}: expected ${expected}, got ${got}`
  return { ...common, outcome: 'wrong value', runs: 1, checks: 1, failure: { message, expected, got, counterexample } }
}

function isFormula(value: unknown): value is Formula {
  return typeof value === 'object' && value !== null && 'text' in value && 'exact' in value
}
