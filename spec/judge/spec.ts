/**
 * A spec is a value: a true sentence about some parts of a subject, and how to observe it.
 * It knows neither the test runner nor `src`; whoever runs it passes the subject in.
 */
import fc, { type IRawProperty } from 'fast-check'
import type { PartName, Parts } from './subject.ts'
import type { Witness } from './witness.ts'

/** A fast-check property, synchronous or asynchronous. */
export type Property = IRawProperty<unknown>

interface Sentence<N extends PartName> {
  /** `room.what-is-true`, unique; its meaning never changes. */
  readonly id: string
  /** The sentence: quantified, true of a right subject. */
  readonly says: string
  /** Where the truth comes from: a paper, a theorem, a documented behaviour, or "derived here" with the argument beside the code. */
  readonly cites: string
  /** The parts that the subject must offer. */
  readonly needs: readonly N[]
  /** Facts of the question (keys of its `supplies`) without which the sentence says nothing; a verdict says which of them the sheet left out. */
  readonly premises?: readonly string[]
  /** Random inputs per run, 100 by default. Tables always run every row once. */
  readonly runs?: number
}

/** A sentence that holds, without conditions, of every right subject. */
export interface Law<N extends PartName = PartName> extends Sentence<N> {
  readonly kind: 'law'
  /** Branches that a run must take at least once to count (see `Witness.reached`). */
  readonly reaches?: readonly string[]
  /** About what only some subjects can have: a right subject without it is not refuted by this. */
  readonly optional?: 'wording' | 'wasm' | 'threads'
  holds(subject: Pick<Parts, N>, witness: Witness): Property
}

/**
 * Factor -> levels of it; a factor that is not named may take any. The product of the factors is a set of conditions: those under which a
 * ruling asks its question, those that a sheet assumes, or some of those in which a sentence holds.
 */
export type Conditions = Readonly<Record<string, readonly string[]>>
/** One level of every factor. */
export type Condition = Readonly<Record<string, string>>

/** A sentence that may hold under some conditions only: it is asked under each, and the set in which it holds is the answer. */
export interface Ruling<N extends PartName = PartName> extends Sentence<N> {
  readonly kind: 'ruling'
  readonly conditions: Conditions
  /** `words` by default: the comparisons of a ruling expect what is claimed, and a failure says what you said and what is. */
  readonly judges?: 'words' | 'code'
  /** Leaves combinations out that make no sense; all are asked by default. */
  readonly applies?: (condition: Condition) => boolean
  holdsUnder(subject: Pick<Parts, N>, condition: Condition, witness: Witness): Property
  /** Remarks on the whole, once every condition was asked. What the subject does wrong here has shown before. */
  concludes?(subject: Pick<Parts, N>, witness: Witness): void
}

/** What the catalogue holds. */
export type Spec = Law | Ruling

/** Whether a right subject may lack what the spec is about. */
export function isOptional(spec: Spec): spec is Law & { readonly optional: NonNullable<Law['optional']> } {
  return spec.kind === 'law' && spec.optional !== undefined
}

/** Types a law by the parts that it needs. */
export function law<const N extends PartName>(spec: Omit<Law<N>, 'kind'>): Law<N> {
  return { kind: 'law', ...spec }
}

/** Types a ruling by the parts that it needs. */
export function ruling<const N extends PartName>(spec: Omit<Ruling<N>, 'kind'>): Ruling<N> {
  return { kind: 'ruling', ...spec }
}

/** A property that is checked on every row of a table, in order, once; the row that fails is the counter-example. */
export type Table = Property & { readonly rows: readonly (readonly [unknown])[] }

/** Checks every row of `rows` once, in order. */
export function table<Row>(rows: readonly Row[], check: (row: Row) => void): Table {
  const property = fc.property(fc.constantFrom(...rows), check)
  return Object.assign(property, { rows: rows.map((row) => [row] as const) })
}

/** The property of a single statement that has no input to vary. */
export function once(check: () => void): Table {
  return table(['as stated'], check)
}

/** Checks every row of `rows` once, in order; the check may wait for the subject. */
export function asyncTable<Row>(rows: readonly Row[], check: (row: Row) => Promise<void>): Table {
  const property = fc.asyncProperty(fc.constantFrom(...rows), check)
  return Object.assign(property, { rows: rows.map((row) => [row] as const) })
}

/** The property of a single statement that has no input to vary and waits for the subject. */
export function asyncOnce(check: () => Promise<void>): Table {
  return asyncTable(['as stated'], check)
}
