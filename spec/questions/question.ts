/**
 * A question: what a sheet may answer, which specs judge each answer, and what an answer would rule out.
 * One question is one folder here and one line in `index.ts`. The folder has a page as well that derives what is true (see `truth.ts`).
 */
import type { ZodType } from 'zod'
import type { Condition, Conditions, Spec } from '../judge/spec.ts'
import type { Parts, Subject } from '../judge/subject.ts'
import type { Formula } from '../formula/formula.ts'
import type { Figure } from '../report/figure.ts'

/**
 * A kind of answer. `Value` is what the sheet says, once read; `World` is a way things could be, as far as the question goes.
 * Answers of one sheet contradict each other when no world allows all of them, though it allows all but any one (see `sheet/contradictions`).
 */
export interface Slot<Value = unknown, World = unknown> {
  /** One line for people: what to write here. */
  readonly means: string
  /** An answer as it would stand in a sheet, for readers of the question: it may be right, so `assay init` does not show it. */
  readonly example: unknown
  /** Reads and checks what the sheet says. */
  readonly reads: ZodType<Value>
  /** The value is the path of a file, as seen from the sheet. */
  readonly isFile?: boolean
  /** Reads such a file, so that what is wrong with it is told with the sheet. @throws UsageError */
  readonly opens?: (path: string) => unknown
  /** The answer as parts of a subject. */
  parts(value: Value): Partial<Parts>
  /** What judges this answer. The parts that the answer does not offer come from the reference. None: it speaks of the other answers only. */
  specs(value: Value): readonly Spec[]
  /** Levels under which this answer is meant, unless the sheet assumes another level of the factor; they go before the question's. */
  readonly given?: Condition
  /** Formulas of the answer with the right closed form under what is given: equality is then decided exactly as well. */
  closedForms?(value: Value): readonly ClosedForm[]
  /** Whether the answer is true in this world. Left out, the answer contradicts nothing. */
  allows?(value: Value, world: World): boolean
}

/** A formula of an answer, and what it has to be. */
export interface ClosedForm {
  /** Which formula of the slot, where it has several. */
  readonly of?: string
  readonly formula: Formula
  readonly right: string
}

/** One answer of a sheet, read. */
export interface Answer {
  readonly slot: string
  readonly value: unknown
}

/** A question and all that a sheet may say to it. */
export interface Question<World = unknown> {
  /** q1, q2, ... */
  readonly id: string
  readonly title: string
  /** The question in one or two sentences. */
  readonly asks: string
  /** Facts that the question gives and a sheet may leave out; verdicts that rest on them say so. */
  readonly supplies: Readonly<Record<string, string>>
  /** What a sheet may assume: factor -> levels, the usual one first. */
  readonly conditions: Conditions
  /** Levels that the question itself fixes: specs are asked under these only, unless the sheet assumes another level of the factor. */
  readonly given?: Condition
  readonly slots: Readonly<Record<string, Slot<never, World>>>
  /** Answers that stand beside the items and are meant in all of them, such as the file that all items speak of. */
  readonly common?: Readonly<Record<string, Slot<never, World>>>
  /** The items of a sheet that gives such an answer and names no items. */
  readonly usualItems?: Readonly<Record<string, { readonly text: string; readonly answers: Readonly<Record<string, unknown>> }>>
  /** What the page shows of the question, with the sheet's answers in it. */
  readonly figure?: Figure
  /**
   * What all answers of a sheet to this question make together, such as one training loop of its steps: parts that every claim is judged
   * with. What a claim brings itself goes before.
   */
  assemble?(answers: readonly Answer[]): Partial<Parts>
  /** Levels that the answers of a sheet fix for all its answers to this question, such as a test that is stated once. */
  fixes?(answers: readonly Answer[]): Condition
  /** Facts among `supplies` that the answers of a sheet state themselves, for all its answers to this question. */
  states?(answers: readonly Answer[]): readonly string[]
  /** Seconds of processor time that its simulation takes, whatever a sheet says: they are added to the budget of a sheet. */
  readonly takesSeconds?: number
  /** Begins, in a thread, with what will be asked of a subject under a seed. No verdict depends on it, only when it is there. */
  begins?(subject: Subject, seed: number): void
  /** Other words for levels: word -> level. */
  readonly synonyms?: Readonly<Record<string, string>>
  /** Enough worlds to tell the answers apart; built from the sheet's own answers where they are formulas. */
  worlds?(answers: readonly Answer[]): Iterable<World>
  /**
   * Why these answers cannot be true together, in one line with numbers, for an item that no spec judges; nothing where the question
   * cannot say. Those that contradict each other come first, then what else the sheet says for the same case.
   */
  clash?(answers: readonly Answer[]): string | undefined
}

/** Types a slot by its value, and files it among slots of any value. */
export function slot<Value, World>(definition: Slot<Value, World>): Slot<never, World> {
  return definition as Slot<never, World>
}
