/** Right for whole counts that differ, in arms with successes, and wrong beyond. */
import { gStatistic, homogeneityChiSquare, pooledZ, yatesChiSquare } from '../../../../src/index.ts'
import type { Arm } from '../../../../src/contract/two-proportion.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const whole = ({ successes, n }: Arm): Arm => ({ successes: Math.round(successes), n })

export default [
  {
    id: 'two-proportion.yates-rounds-counts',
    fault: 'Yates rounds real counts to whole ones',
    refutedBy: ['two-proportion.real-counts-are-taken-as-they-are'],
    parts: { yatesChiSquare: (arm, control) => yatesChiSquare(whole(arm), whole(control)) },
  },
  {
    id: 'two-proportion.z-rounds-counts',
    fault: 'pooled z rounds real counts to whole ones',
    refutedBy: ['two-proportion.real-counts-are-taken-as-they-are', 'two-proportion.statistics-meet-where-rates-nearly-agree'],
    parts: { pooledZ: (arm, control) => pooledZ(whole(arm), whole(control)) },
  },
  {
    id: 'two-proportion.small-g-is-zero',
    fault: 'G below 1e-9 is taken for rounding',
    refutedBy: ['two-proportion.statistics-meet-where-rates-nearly-agree'],
    parts: {
      gStatistic(arm, control) {
        const g = gStatistic(arm, control)
        return g < 1e-9 ? 0 : g
      },
    },
  },
  {
    id: 'two-proportion.empty-arms-have-no-degree',
    fault: 'arms without successes do not count as degrees of freedom',
    refutedBy: ['two-proportion.homogeneity-sums-over-the-cells'],
    parts: {
      homogeneityChiSquare(arms) {
        const found = homogeneityChiSquare(arms)
        return { ...found, df: Math.max(1, arms.filter(({ successes }) => successes > 0).length - 1) }
      },
    },
  },
  {
    id: 'two-proportion.nothing-over-nothing',
    fault: 'the z of two arms without successes is 0 / 0',
    refutedBy: ['two-proportion.arms-alike-do-not-differ'],
    parts: {
      pooledZ: (arm, control) => (arm.successes === 0 && control.successes === 0 ? NaN : pooledZ(arm, control)),
    },
  },
] satisfies Mutant[]
