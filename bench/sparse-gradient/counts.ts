/** Exact operation counts: the same on every machine, so they decide before any clock is read. */
import type * as Counting from '../../src/logistic/operation-counts.ts'
import { csrToDense } from '../../src/numeric/csr.ts'
import type { Sizes } from '../../src/contract/complexity.ts'
import { problemOf } from './problem.ts'
import type { CountReport } from './results.ts'

/** The counting part of some version of the library. */
export type Counters = Pick<typeof Counting, 'countSparseStep' | 'countLazyStep' | 'countDenseStep' | 'scaledWeights'>

const LEARNING_RATE = 0.125

/** What each form of a step does at each point. */
export function countAll(counters: Counters, points: readonly Sizes[], seed: number): CountReport[] {
  return points.flatMap((point) => {
    const { csr, labels, weights, l2 } = problemOf({ ...point, columns: 'uniform', lengths: 'even' }, seed)
    const options = { learningRate: LEARNING_RATE, l2 }
    const steps = {
      sparse: counters.countSparseStep(csr, labels, weights, options),
      lazy: counters.countLazyStep(csr, labels, counters.scaledWeights(weights), options),
      dense: counters.countDenseStep(csrToDense(csr), labels, weights, options),
    } as const
    return (['sparse', 'lazy', 'dense'] as const).map((kernel) => ({
      ...point,
      columns: 'uniform',
      kernel,
      nnz: csr.indices.length,
      ...steps[kernel].counts,
    }))
  })
}

/** Which step was counted. */
const stepOf = ({ m, n, k, columns, kernel, nnz }: CountReport): string =>
  `${kernel} at m=${m} n=${n} k=${k} (${nnz} entries, ${columns} columns)`

/** Every count that is not the same in both, as a sentence. Points that only one of them counted are left out. */
export function countDifferences(before: readonly CountReport[], now: readonly CountReport[]): string[] {
  const earlier = new Map(before.map((count) => [stepOf(count), count]))
  return now.flatMap((count) => {
    const was = earlier.get(stepOf(count))
    if (was === undefined) return []
    const changed = (['multiplyAdds', 'reads', 'writes'] as const).filter((what) => was[what] !== count[what])
    return changed.map((what) => `${stepOf(count)}: ${was[what]} ${what} became ${count[what]}`)
  })
}

/** How many counts two reports share. A gate that compared none has shown nothing. */
export function sharedCounts(before: readonly CountReport[], now: readonly CountReport[]): number {
  const earlier = new Set(before.map(stepOf))
  return now.filter((count) => earlier.has(stepOf(count))).length
}
