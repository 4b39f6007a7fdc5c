/** Faults along the path of gradient descent. */
import { referenceFit as fitLogistic } from './reference-fit.ts'
import { descend } from '../../../../src/logistic/gradient-descent.ts'
import { largestCurvature } from '../../../../src/logistic/proximal.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import type { Parts } from '../../../judge/subject.ts'
import { copiesOf, hasL2, reweighted, withFeatures } from '../../copy/copied-columns.ts'

export default [
  {
    id: 'descent.copy-is-scaled-by-2',
    fault: 'a copy is fitted as one column scaled by 2 instead of sqrt(2)',
    refutedBy: [
      'descent.copy-equals-root-two-along-the-path',
      'descent.early-stop-on-ten-rows',
      'copy.l2-equals-one-column-times-root-two',
    ],
    parts: {
      descend: (data, options) => {
        const copies = copiesOf(data)
        if (copies === undefined || options.start !== undefined) return descend(data, options)
        const single = descend(
          withFeatures(copies.base, (x, j) => (j === copies.first ? 2 * x : x)),
          options,
        )
        return Float64Array.of(...single.subarray(0, -1), single.at(-1) ?? NaN, single.at(-1) ?? NaN)
      },
      fitLogistic: (data, options = {}) => {
        const copies = copiesOf(data)
        if (copies === undefined || copies.scales.length !== 2 || !hasL2(options)) return fitLogistic(data, options)
        const { start: _start, order: _order, ...rest } = options
        const single = fitLogistic(
          withFeatures(copies.base, (x, j) => (j === copies.first ? 2 * x : x)),
          rest,
        )
        if (single.kind === 'no finite optimum') return single
        const each = single.weights.at(-1) ?? NaN
        return { ...single, weights: Float64Array.of(...single.weights.subarray(0, -1), each, each) }
      },
    },
  },
  {
    id: 'descent.runs-to-convergence',
    fault: 'descent runs on to convergence instead of stopping after the given steps',
    refutedBy: ['descent.early-stop-on-ten-rows', 'descent.difference-decays'],
    parts: { descend: (data, options) => descend(data, { ...options, steps: options.steps + 100 }) },
  },
  {
    id: 'descent.difference-never-decays',
    fault: 'the difference of the copies never decays',
    refutedBy: ['descent.difference-decays'],
    parts: { descend: withDifference((start) => start) },
  },
  {
    id: 'descent.difference-ignores-step-length',
    fault: 'the difference of the copies decays by e^(-l2 steps), without the step length',
    refutedBy: ['descent.difference-decays'],
    parts: { descend: withDifference((start, { l2 = 0, steps }) => start * Math.exp(-l2 * steps)) },
  },
  {
    id: 'descent.momentum-ends-one-copy-short',
    fault: 'with momentum the second copy ends a tenth short: the difference drifts',
    refutedBy: ['descent.difference-is-kept'],
    parts: {
      descend: (data, options) => {
        const weights = descend(data, options)
        return options.optimizer === 'momentum'
          ? reweighted(weights, (w) => (w[w.length - 1] = (w.at(-1) ?? NaN) * 0.9))
          : weights
      },
    },
  },
  {
    id: 'descent.curvature-lacks-its-quarter',
    fault: "the curvature bound is that of A'A, not of A'A / 4",
    refutedBy: ['descent.step-bound-shrinks'],
    parts: { largestCurvature: (data) => 4 * largestCurvature(data) },
  },
] satisfies Mutant[]

/** Descent after which the difference of the last two weights is written over, at an unchanged sum. */
function withDifference(law: (start: number, options: Parameters<typeof descend>[1]) => number): Parts['descend'] {
  return (data, options) => {
    const weights = descend(data, options)
    const { start } = options
    if (start === undefined || copiesOf(data) === undefined) return weights
    const sum = (weights.at(-2) ?? NaN) + (weights.at(-1) ?? NaN)
    const difference = law((start.at(-2) ?? NaN) - (start.at(-1) ?? NaN), options)
    return Float64Array.of(...weights.subarray(0, -2), (sum + difference) / 2, (sum - difference) / 2)
  }
}
