/** The costs of a step, in symbols: they are the counted ones, and they sum up. */
import type { CostClaim, Sizes, StepSetting } from '../../../src/contract/complexity.ts'
import type { PhaseCounts } from '../../../src/contract/sparse.ts'
import { costText, sum } from '../../formula/cost-algebra.ts'
import { law, table, type Spec } from '../../judge/spec.ts'
import { counters, countGradientStep, totalOf } from './count-gradient-step.ts'

const settings: readonly StepSetting[] = [
  { storage: 'sparse', update: 'dense' },
  { storage: 'sparse', update: 'lazy' },
  { storage: 'dense', update: 'dense' },
  { storage: 'dense', update: 'lazy' },
]

const specs: readonly Spec[] = [
  law({
    id: 'gradient-step-cost.is-the-counted-cost',
    says: 'the stated cost of every phase, and of the step, is of the order of its operations, counted, for every storage and update',
    cites: 'derived here: the law of the counts is solved exactly',
    needs: ['forwardCost', 'lossCost', 'backwardCost', 'updateCost', 'totalCost', ...counters, 'recoverCost', 'classifyBound'],
    holds: (subject, w) =>
      table(settings, (setting) => {
        const phases: readonly [string, CostClaim, (counts: PhaseCounts) => number][] = [
          ['forward', subject.forwardCost(setting), ({ forward }) => forward],
          ['loss', subject.lossCost(setting), ({ loss }) => loss],
          ['backward', subject.backwardCost(setting), ({ backward }) => backward],
          ['update', subject.updateCost(setting), ({ update }) => update],
          ['total', subject.totalCost(setting), totalOf],
        ]
        for (const [phase, { cost }, of] of phases) {
          const counted = subject.recoverCost((sizes: Sizes) => of(countGradientStep(subject, sizes, setting)))
          w.require(`${phase}: the counts follow a law`, counted !== undefined, counted)
          if (counted === undefined) continue
          w.measured(`${phase}, ${setting.storage} storage, ${setting.update} update`, counted.coefficients)
          w.equal(
            `${phase}: ${costText(cost)} for ${costText(counted.cost)}`,
            subject.classifyBound(cost, counted.cost).verdict,
            'tight',
          )
        }
      }),
  }),
  law({
    id: 'gradient-step-cost.parts-sum-to-the-total',
    says: 'the stated costs of the four phases sum to the stated cost of the step',
    cites: 'Cormen et al. 2022, section 3.2: a sum is of the order of its largest term',
    needs: ['forwardCost', 'lossCost', 'backwardCost', 'updateCost', 'totalCost', 'classifyBound'],
    holds: ({ forwardCost, lossCost, backwardCost, updateCost, totalCost, classifyBound }, w) =>
      table(settings, (setting) => {
        const added = [forwardCost, lossCost, backwardCost, updateCost].map((part) => part(setting).cost).reduce(sum)
        const { cost } = totalCost(setting)
        w.equal(`${costText(cost)} for ${costText(added)}`, classifyBound(cost, added).verdict, 'tight')
      }),
  }),
]

export default specs
