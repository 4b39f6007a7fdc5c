/** How the counted cost of a step grows with each size: the slopes that a log-log plot of the counts would show. */
import type { Sizes, StepCounts, StepSetting } from '../contract/complexity.ts'
import { law, table, type Spec } from '../spec.ts'

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
    needs: ['countGradientStep'],
    holds: ({ countGradientStep }, w) => {
      const known = new Map<string, number>()
      const total = (sizes: Sizes, setting: StepSetting): number => {
        const key = JSON.stringify([sizes, setting])
        const counted = known.get(key) ?? totalOf(countGradientStep(sizes, setting))
        known.set(key, counted)
        return counted
      }
      return table(rows, ({ setting, at, doubled, slope }) => {
        const measured = Math.log2(total({ ...at, [doubled]: 2 * at[doubled] }, setting) / total(at, setting))
        // Up to four operations an example and a feature beside two a stored value: at most (4 * 256 + 4 * 256) / (2 * 32768) = 0.032 in the counts
        // where k = 128, of which a slope sees less than two thirds.
        w.close(`slope in ${doubled}`, measured, slope, 0.02)
      })
    },
  }),
  law({
    id: 'count-gradient-step.refuses-sizes',
    says: 'sizes that are not whole, m < 1, k < 1 and k > n are refused by name',
    cites: 'the contract',
    needs: ['countGradientStep'],
    holds: ({ countGradientStep }, w) =>
      table<Sizes>(
        [
          { m: 0, n: 4, k: 2 },
          { m: 3, n: 4, k: 0 },
          { m: 3, n: 4, k: 5 },
          { m: 1.5, n: 4, k: 2 },
          { m: 3, n: NaN, k: 2 },
        ],
        (sizes) => w.throws('sizes', RangeError, 'countGradientStep', () => countGradientStep(sizes, dense)),
      ),
  }),
]

export default specs

function totalOf({ forward, loss, backward, update }: StepCounts): number {
  return forward + loss + backward + update
}
