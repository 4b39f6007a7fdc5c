/** What the kernels' own loops do in one gradient step, counted phase by phase, and how that grows with each size. */
import type { Sizes, StepSetting } from '../../../src/contract/complexity.ts'
import type { PhaseCounts } from '../../../src/contract/sparse.ts'
import { law, table, type Spec } from '../../judge/spec.ts'
import type { Parts } from '../../judge/subject.ts'
import { tracing } from '../../judge/trace.ts'

/** The parts that count. */
export const counters = ['countSparseStep', 'countLazyStep', 'countDenseStep'] as const

/**
 * The multiply-adds of one full-batch step on m examples. Example i has its k non-zeros in columns i k, i k + 1, ... modulo n: distinct in
 * a row as k <= n, and min(n, m k) in all. Dense storage meets every column, so that its lazy update is the dense one.
 */
export function countGradientStep(
  subject: Pick<Parts, (typeof counters)[number]>,
  { m, n, k }: Sizes,
  { storage, update }: StepSetting,
): PhaseCounts {
  return counted(subject, { m, n, k, storage, update })
}

/** All that is asked about a step is asked of the same few steps. */
const counted = tracing(counters, (subject, { m, n, k, storage, update }: Asked): PhaseCounts => {
  const indices = Int32Array.from({ length: m * k }, (_, p) => p % n)
  const indptr = Int32Array.from({ length: m + 1 }, (_, i) => i * k)
  const labels = Array.from({ length: m }, (_, i) => i % 2)
  const weights = new Float64Array(n).fill(0.5)
  const options = { learningRate: 0.125 }
  if (storage === 'dense') {
    const values = new Float64Array(m * n)
    indices.forEach((column, p) => (values[Math.floor(p / k) * n + column] = 1))
    return subject.countDenseStep({ rows: m, cols: n, values }, labels, weights, options).phases
  }
  const csr = { rows: m, cols: n, indptr, indices, data: new Float64Array(m * k).fill(1) }
  return update === 'dense'
    ? subject.countSparseStep(csr, labels, weights, options).phases
    : subject.countLazyStep(csr, labels, { scale: 1, v: weights, squaredNormOfV: n / 4 }, options).phases
})

type Asked = { readonly [size in keyof Sizes]: number } & { readonly [how in keyof StepSetting]: StepSetting[how] }

/** The whole step. */
export function totalOf({ forward, loss, backward, update }: PhaseCounts): number {
  return forward + loss + backward + update
}

/** n much less than m k, and n much more. */
const few: Sizes = { m: 256, n: 256, k: 128 }
const many: Sizes = { m: 4, n: 16384, k: 2 }

interface Row {
  readonly setting: StepSetting
  readonly at: Sizes
  readonly doubled: keyof Sizes
  readonly slope: number
}

const dense: StepSetting = { storage: 'sparse', update: 'dense' }
const lazy: StepSetting = { storage: 'sparse', update: 'lazy' }
const cells: StepSetting = { storage: 'dense', update: 'dense' }

const rows: readonly Row[] = [
  { setting: dense, at: few, doubled: 'm', slope: 1 },
  { setting: dense, at: few, doubled: 'k', slope: 1 },
  { setting: dense, at: few, doubled: 'n', slope: 0 },
  { setting: dense, at: many, doubled: 'n', slope: 1 },
  { setting: dense, at: many, doubled: 'm', slope: 0 },
  { setting: lazy, at: few, doubled: 'm', slope: 1 },
  { setting: lazy, at: many, doubled: 'n', slope: 0 },
  { setting: cells, at: few, doubled: 'm', slope: 1 },
  { setting: cells, at: few, doubled: 'n', slope: 1 },
  { setting: cells, at: few, doubled: 'k', slope: 0 },
]

const specs: readonly Spec[] = [
  law({
    id: 'count-gradient-step.slopes',
    says: 'stored sparsely, a step grows as m and as k but not as n while n is much less than m*k, and as n alone when n is much more; a lazy update never grows as n, dense storage as m and n but not k',
    cites: 'derived here: two products with the data visit its m*k stored values, or its m*n cells; one pass over the n weights',
    needs: counters,
    holds: (subject, w) =>
      table(rows, ({ setting, at, doubled, slope }) => {
        const total = (sizes: Sizes): number => totalOf(countGradientStep(subject, sizes, setting))
        const measured = Math.log2(total({ ...at, [doubled]: 2 * at[doubled] }) / total(at))
        // Where k = 128, 3 n of 2 m k + 2 m + 3 n is 0.0115 and 2 m + 3 n is 0.0192. Doubling n shows the former: log2(1.0115) = 0.0165.
        // Doubling m or k leaves at most the latter behind: -log2(1 - 0.0192 / 2) = 0.0139.
        w.close(`slope in ${doubled}`, measured, slope, 0.02)
      }),
  }),
]

export default specs
