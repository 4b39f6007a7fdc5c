/**
 * The judge, as the package exports it (`assay-ml/judge`): what it takes to write a law, to judge a subject by it, and to show that the
 * law kills faults and accepts what is right. It knows the contract and nobody else; subjects are passed in.
 */

/** fast-check, in the copy that the judge runs: makes the random inputs of a law. */
export { default as fc } from 'fast-check'

// What a law is, and what it may say
export { asyncOnce, asyncTable, law, once, ruling, table } from './spec.ts'
export type { Condition, Conditions, Law, Property, Ruling, Spec, Table } from './spec.ts'
export type { ToleranceUse, Witness } from './witness.ts'
export { tracing } from './trace.ts'
export type { TraceInput } from './trace.ts'

// What is judged
export type { AnswerParts, PartName, Parts, Subject } from './subject.ts'

// How it comes out
export { observe, outcomes } from './observe.ts'
export type { Evidence, Observation, ObserveOptions, Outcome } from './observe.ts'
export type { Failure } from './failure.ts'
export { verdictOf, verdictWords } from './verdict.ts'
export type { Verdict, VerdictWord } from './verdict.ts'

// Whether the law is any good: the kill matrix
export { judgeMutant, judgeVariant } from './kill-matrix.ts'
export type { Check, MutantRow, Sight, VariantRow } from './kill-matrix.ts'
export type { Mutant, Variant } from './mutant.ts'
