/** A claim: one answer of one item, bound to the specs that judge it. */
import { identityLaw } from './identity.ts'
import type { Answer, Question, Slot } from '../questions/question.ts'
import type { Condition, Conditions, Spec } from '../judge/spec.ts'
import type { Parts, Subject } from '../judge/subject.ts'
import { show } from '../judge/witness.ts'
import type { Item, WrittenAnswer } from './answer-sheet.ts'

export interface Claim {
  readonly item: Item
  readonly slot: string
  readonly value: unknown
  /** As one would write it: `map: k / n`. */
  readonly text: string
  /** The answer as parts; what it does not offer comes from the reference. */
  readonly parts: Partial<Parts>
  readonly specs: readonly Spec[]
  /** The conditions under which the answer is meant: what question and slot give, but for factors that the item assumes. */
  readonly given: Condition
}

/** The claims of all items of one question, in the order of the sheet. */
export function claimsOf(question: Question, items: readonly Item[]): Claim[] {
  const all = items.flatMap(({ answers }) => answers)
  const shared = { parts: question.assemble?.(all) ?? {}, given: { ...question.given, ...question.fixes?.(all) } }
  // What stands beside the items makes the subject, and is no claim of its own
  const isClaim = ({ slot }: Answer): boolean =>
    Object.hasOwn(question.slots, slot) || !Object.hasOwn(question.common ?? {}, slot)
  return items.flatMap((item) => item.answers.filter(isClaim).map((answer) => bind(item, question, answer, shared)))
}

/** What all claims of a question share. */
interface Shared {
  readonly parts: Partial<Parts>
  readonly given: Condition
}

function bind(item: Item, question: Question, { slot: name, value, written }: WrittenAnswer, shared: Shared): Claim {
  // A slot reads its own values (see `slot`), which is why the value may be passed back to it.
  const slot = question.slots[name] as Slot | undefined
  if (slot === undefined) throw new Error(`claimsOf: ${item.id} answers ${name}, which is no slot of ${question.id}`)
  const given = Object.entries({ ...shared.given, ...slot.given })
  const asGiven = given.every(([factor, level]) => (item.assume[factor] ?? [level]).every((assumed) => assumed === level))
  // A slot reads its own values, here as above
  const closedForms = asGiven ? (slot.closedForms?.(value) ?? []) : []
  const identity = closedForms.map(({ of = '', formula, right }) =>
    identityLaw(`${question.id}.${name}${of}-is-the-closed-form`, formula, right),
  )
  return {
    item,
    slot: name,
    value,
    text: `${name}: ${typeof written === 'string' ? written : show(written)}`,
    parts: { ...shared.parts, ...slot.parts(value) },
    specs: [...slot.specs(value), ...identity],
    given: Object.fromEntries(given.filter(([factor]) => item.assume[factor] === undefined)),
  }
}

/** The levels of conditions that the question itself states, as a given or as a supplied fact: factor -> level. */
export function suppliedLevels({ conditions, supplies, given = {} }: Question): Conditions {
  const facts = Object.entries({ ...supplies, ...given }).filter(([factor, level]) => conditions[factor]?.includes(level))
  return Object.fromEntries(facts.map(([factor, level]) => [factor, [level]]))
}

/** What the specs of a claim observe. */
export function subjectOf(claim: Claim, reference: Subject): Subject {
  return { ...reference, ...claim.parts, name: claim.item.id }
}
