/** The `customSmallerIsBetter` format of github-action-benchmark. */
import { z } from 'zod'
import type { BenchResults } from '../results.ts'

/** @see https://github.com/benchmark-action/github-action-benchmark, "Examples" */
export const actionEntries = z.array(
  z.object({
    name: z.string(),
    unit: z.string(),
    value: z.number(),
    range: z.string().exactOptional(),
    extra: z.string().exactOptional(),
  }),
)
export type ActionEntry = z.infer<typeof actionEntries>[number]

const point = ({ m, n, k }: { m: number; n: number; k: number }): string => `m=${m} n=${n} k=${Math.round(k)}`

/** Counts first, which are exact; ratios, which carry over between machines; then nanoseconds. */
export function actionEntriesOf({ counts, matches, costs, machine }: BenchResults): ActionEntry[] {
  return [
    ...counts.map((count) => ({
      name: `${count.kernel} multiply-adds, ${point(count)}`,
      unit: 'operations',
      value: count.multiplyAdds,
    })),
    ...matches.flatMap(({ size, columns, standings }) =>
      standings.flatMap(({ name, version, ratio }) => {
        if (ratio === undefined) return []
        const half = (ratio.high - ratio.low) / 2
        return {
          name: `${size}, ${columns}: time / ${name}`,
          unit: 'ratio',
          value: ratio.value,
          range: `± ${half.toFixed(3)}`,
          extra: version,
        }
      }),
    ),
    ...costs.map(({ kernel, series, nnz, ns, ...size }) => ({
      name: `${kernel}, ${series}, ${point(size)}`,
      unit: 'ns/entry',
      value: ns.value / nnz,
      range: `± ${((ns.high - ns.low) / 2 / nnz).toFixed(3)}`,
      extra: machine.cpu,
    })),
  ]
}
