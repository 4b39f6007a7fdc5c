/** A feature is copied and the model fitted again: what the rulings of question 1 look at. */
import fc from 'fast-check'
import {
  eightRows,
  eightRowsSeparable,
  fromRows,
  overlappingIn,
  tenRows,
  tenRowsSeparable,
} from '../../laws/logistic/logistic-data.ts'
import type { DenseData, Fit, FitOptions, Penalty } from '../../../src/contract/logistic.ts'
import type { Condition, Conditions } from '../../judge/spec.ts'
import type { PartName, Parts } from '../../judge/subject.ts'
import { tracing } from '../../judge/trace.ts'
import type { Witness } from '../../judge/witness.ts'

/** The parts that a refit takes from the subject. */
export const parts = [
  'fitLogistic',
  'appendCopy',
  'logisticObjective',
  'fittedProbabilities',
] as const satisfies readonly PartName[]
export type Refitting = Pick<Parts, (typeof parts)[number]>

/** Where the rulings on refits have their truth from. */
export const derived = 'derived here: the likelihood depends on w_n + w_{n+1} alone; shown by fitting before and after the copy'

/** How the model is trained, and on what. `apart` starts the copies at 0.7 and -0.3; all other weights always start at 0. */
export const training = {
  data: ['overlapping', 'separable'],
  start: ['symmetric', 'apart'],
  solver: ['gradient', 'coordinate'],
  penalty: ['none', 'l2', 'l1', 'elastic net'],
} as const satisfies Conditions

const penalties: Readonly<Record<string, Penalty>> = {
  none: {},
  l2: { l2: 1 },
  l1: { l1: 0.5 },
  'elastic net': { l1: 0.5, l2: 0.5 },
}

/** Random tables in which x_n speaks for y = 1; its last six rows see to that. */
const informative = overlappingIn(2).map((data) => {
  const strong = [2, 2, 1, -1, -2, -2].map((x) => [0, x, x > 0 ? 1 : 0])
  return fromRows([...Array.from(data.labels, (y, i) => [...data.features.subarray(2 * i, 2 * i + 2), y]), ...strong])
})

/** Random tables in which the sign of x_n is the label. */
const signed = fc
  .array(fc.tuple(fc.integer({ min: -8, max: 8 }), fc.integer({ min: 1, max: 8 }), fc.constantFrom(-1, 1)), {
    minLength: 4,
    maxLength: 10,
  })
  .map((rows) =>
    fromRows([...rows, [0, 4, 1], [0, 4, -1]].map(([x = 0, size = 0, sign = 0]) => [x / 4, (sign * size) / 4, sign > 0 ? 1 : 0])),
  )

/** The tables by name, the smallest first; in all of them w_n is positive. The random ones are drawn once, from a fixed seed. */
export const tables: Readonly<Record<string, Readonly<Record<string, DenseData>>>> = {
  overlapping: { 'eight rows': eightRows, 'ten rows': tenRows, ...drawn(informative) },
  separable: { 'eight separable rows': eightRowsSeparable, 'ten separable rows': tenRowsSeparable, ...drawn(signed) },
}

function drawn(arbitrary: fc.Arbitrary<DenseData>): Record<string, DenseData> {
  return Object.fromEntries(fc.sample(arbitrary, { numRuns: 3, seed: 1 }).map((data, k) => [`random table ${k + 1}`, data]))
}

/** The names of the tables of a condition. */
export function tablesOf({ data = '' }: Condition): string[] {
  return Object.keys(tables[data] ?? {})
}

/** The weights before and after the copy. */
export interface Refit {
  readonly data: DenseData
  readonly copied: DenseData
  readonly before: Fit
  readonly after: Fit
}

/** Fits a table, copies its last feature, and fits it again under the same condition. A dozen rulings look at the same refits. */
export const refit = tracing(['fitLogistic', 'appendCopy'], (subject, name: string, condition: Condition): Refit => {
  const data = tables[condition['data'] ?? '']?.[name] ?? eightRows
  const copied = subject.appendCopy(data, data.columns - 1)
  const options: FitOptions = {
    penalty: penalties[condition['penalty'] ?? ''] ?? {},
    solver: condition['solver'] === 'coordinate' ? 'coordinate' : 'gradient',
    maxSteps: 20_000,
  }
  const start = new Float64Array(copied.columns + 1)
  if (condition['start'] === 'apart') start.set([0.7, -0.3], data.columns)
  return { data, copied, before: subject.fitLogistic(data, options), after: subject.fitLogistic(copied, { ...options, start }) }
})

/** The four numbers that the answers speak of, and all other weights; a mismatch where there is no optimum to speak of. */
export interface Weights {
  /** w_n before the copy. */
  readonly alone: number
  readonly original: number
  readonly copy: number
  readonly othersBefore: Float64Array
  readonly othersAfter: Float64Array
}

export function weightsOf({ data, before, after }: Refit, name: string, witness: Witness): Weights {
  witness.equal(`${name}: training`, before.kind, 'converged')
  witness.equal(`${name}: training with the copy`, after.kind, 'converged')
  const old = 'weights' in before ? before.weights : new Float64Array()
  const now = 'weights' in after ? after.weights : new Float64Array()
  const n = data.columns
  return {
    alone: old[n] ?? NaN,
    original: now[n] ?? NaN,
    copy: now[n + 1] ?? NaN,
    othersBefore: old.subarray(0, n),
    othersAfter: now.subarray(0, n),
  }
}

/** What a copy does for the model, whatever the training: the log loss that it makes attainable, and whether it differs at all. */
export type Effect = 'helpful' | 'similar' | 'redundant'

/** A table of `tables`: under which level of `data`, and by what name. */
export interface TableName {
  readonly [key: string]: string
  readonly data: string
  readonly name: string
}

/** The names of all tables. */
export const allTables: readonly TableName[] = Object.entries(tables).flatMap(([data, some]) =>
  Object.keys(some).map((name) => ({ data, name })),
)

function dataOf({ data, name }: TableName): DenseData {
  return tables[data]?.[name] ?? eightRows
}

/** By how much the copy lowers the least attainable log loss, which is 0 on (completely) separable data. */
export const gainOf = tracing(
  ['fitLogistic', 'appendCopy', 'logisticObjective'],
  (subject, table: TableName) =>
    attainableLoss(subject, dataOf(table)) -
    attainableLoss(subject, subject.appendCopy(dataOf(table), dataOf(table).columns - 1)),
)

function attainableLoss(
  { fitLogistic, logisticObjective }: Pick<Parts, 'fitLogistic' | 'logisticObjective'>,
  data: DenseData,
): number {
  const fit = fitLogistic(data)
  return fit.kind === 'no finite optimum' ? 0 : logisticObjective(data, {}, fit.weights)
}

/** Two least losses differ by roundings of some 1e-15 at most; a gain of a millionth is no rounding. */
export const LEAST_GAIN = 1e-6

/** `helpful` if the copy lowers the attainable loss, `similar` if it differs from the original but does not, else `redundant`. */
export function effectOf(subject: Refitting, table: TableName): Effect {
  const data = dataOf(table)
  if (gainOf(subject, table) > LEAST_GAIN) return 'helpful'
  const { rows, columns, features } = subject.appendCopy(data, data.columns - 1)
  const differs = Array.from({ length: rows }, (_, i) => features[(i + 1) * columns - 1] !== features[(i + 1) * columns - 2])
  return differs.includes(true) ? 'similar' : 'redundant'
}
