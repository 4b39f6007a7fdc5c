/** Faults of intervals for a proportion and for a difference. */
import { differenceInterval } from '../../../../src/index.ts'
import { rateOf } from '../../../../src/stats/arm.ts'
import { twoSidedCritical } from '../../../../src/stats/tails.ts'
import type { Arm } from '../../../../src/contract/two-proportion.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const varianceOf = (arm: Arm): number => rateOf(arm) * (1 - rateOf(arm))
const more = ({ successes, n }: Arm): Arm => ({ successes: successes + 1, n: n + 2 })

export default [
  {
    id: 'wilson.is-wald',
    fault: 'the Wald interval is called Wilson',
    refutedBy: [
      'wilson.ends-are-where-the-score-test-turns',
      'wilson.golden-email-templates',
      'newcombe.joins-two-wilson-intervals',
    ],
    parts: {
      wilsonInterval: (arm, level) => {
        const half = twoSidedCritical(1 - level) * Math.sqrt(varianceOf(arm) / arm.n)
        return { low: rateOf(arm) - half, high: rateOf(arm) + half }
      },
    },
  },
  {
    id: 'difference-interval.ends-swapped-or-two-added',
    fault: "Newcombe's ends use the Wilson ends of the other side, and Agresti-Caffo adds two of each",
    refutedBy: [
      'newcombe.joins-two-wilson-intervals',
      'difference-interval.golden-email-templates',
      'agresti-caffo.is-wald-after-one-of-each',
      'difference-interval.is-dual-to-its-test',
    ],
    parts: {
      differenceInterval: (method, arm, control, level) => {
        if (method === 'Wald') return differenceInterval(method, arm, control, level)
        if (method === 'Agresti-Caffo') return differenceInterval(method, more(arm), more(control), level)
        const { low, high } = differenceInterval(method, arm, control, level)
        const difference = rateOf(arm) - rateOf(control)
        return { low: 2 * difference - high, high: 2 * difference - low }
      },
    },
  },
  {
    id: 'difference-interval.reversed-and-always-95',
    fault: 'the interval of the difference is that of control minus arm, and always at 95 %',
    refutedBy: ['difference-interval.swaps-and-widens', 'difference-interval.golden-email-templates'],
    parts: { differenceInterval: (method, arm, control) => differenceInterval(method, control, arm, 0.95) },
  },
  {
    id: 'difference-interval.uses-standard-deviation',
    fault: 'the interval of the difference is made with the standard deviation, not the standard error',
    refutedBy: ['q2.undecided-means-equal', 'difference-interval.golden-email-templates'],
    parts: {
      differenceInterval: (method, arm, control, level) => {
        const { low, high } = differenceInterval(method, arm, control, level)
        const [difference, root] = [rateOf(arm) - rateOf(control), Math.sqrt(arm.n)]
        return { low: difference - root * (difference - low), high: difference + root * (high - difference) }
      },
    },
  },
] satisfies Mutant[]
