/** Faults in what becomes of the weights when a feature is copied. */
import { appendCopy } from '../../../src/logistic/dense-data.ts'
import { copiesAgainstPenalty } from '../../../src/logistic/duplicate.ts'
import { referenceFit as fitLogistic } from '../logistic/mutants/reference-fit.ts'
import { logisticObjective } from '../../../src/logistic/objective.ts'
import type { FitOptions } from '../../../src/contract/logistic.ts'
import type { Mutant } from '../../judge/mutant.ts'
import type { Parts } from '../../judge/subject.ts'
import { copiesOf, hasL1, hasL2, reweighted, withFeatures, type Copies } from './copied-columns.ts'

/** A fit that is right unless the last columns are copies; then `fault` writes their weights, given what the feature had alone. */
function onCopies(
  fault: (weights: Float64Array, copies: Copies, alone: Float64Array, options: FitOptions) => void,
): Parts['fitLogistic'] {
  return (data, options = {}) => {
    const fit = fitLogistic(data, options)
    const copies = copiesOf(data)
    if (copies === undefined || fit.kind === 'no finite optimum') return fit
    const { start: _start, order: _order, ...rest } = options
    const alone = fitLogistic(copies.base, rest)
    if (alone.kind === 'no finite optimum') return fit
    return { ...fit, weights: reweighted(fit.weights, (weights) => fault(weights, copies, alone.weights, options)) }
  }
}

/** The weights from the copied feature on, written over by `value`, k counting the copies from 0. */
function write(weights: Float64Array, { first }: Copies, value: (k: number) => number): void {
  for (let j = first; j < weights.length; j += 1) weights[j] = value(j - first)
}

export default [
  {
    id: 'copy.pseudo-inverse-keeps-noise',
    fault: 'the pseudo-inverse keeps directions of rounding noise: weights of 1e14 pass as converged',
    refutedBy: ['copy.unpenalised-sum-is-kept', 'copy.unpenalised-on-ten-rows'],
    parts: {
      fitLogistic: onCopies((weights, copies, _alone, options) => {
        if (hasL1(options) || hasL2(options)) return
        const noise = 1e14 * (1 + Number.EPSILON)
        weights[copies.first] = (weights[copies.first] ?? NaN) + noise
        weights[copies.first + 1] = (weights[copies.first + 1] ?? NaN) - noise
      }),
    },
  },
  {
    id: 'copy.is-dropped',
    fault: 'the copy is dropped and reported as 0, whatever the solver',
    refutedBy: ['copy.unpenalised-on-ten-rows', 'copy.l2-sum-lies-between-once-and-twice', 'copy.elastic-net-splits-equally'],
    parts: {
      fitLogistic: onCopies((weights, copies, alone) => write(weights, copies, (k) => (k === 0 ? (alone.at(-1) ?? NaN) : 0))),
    },
  },
  {
    id: 'copy.gets-half-under-l2',
    fault: 'each copy gets half of w_n under l2 too',
    refutedBy: [
      'copy.l2-frees-the-fit',
      'q1.copies-follow-the-rule',
      'q1.sum-unchanged',
      'copy.l2-on-ten-rows',
      'copy.l2-ratio-on-ten-rows',
      'copy.eight-rows-counter-example',
      'copy.eight-rows-by-bisection',
    ],
    under: { penalty: 'l2' },
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL2(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / 2)
      }),
    },
  },
  {
    id: 'copy.sum-is-forced-to-w',
    fault: 'the sum of the copies is forced to w_n',
    refutedBy: [
      'q1.splits-equally',
      'q1.sum-exceeds-w',
      'copy.l2-ratio-on-ten-rows',
      'copy.eight-rows-by-bisection',
      'copy.separable-under-l2',
      'copy.elastic-net-splits-equally',
    ],
    under: { penalty: 'l2' },
    parts: {
      fitLogistic: onCopies((weights, copies, alone) => {
        const sum = weights.subarray(copies.first).reduce((total, w) => total + w, 0)
        const factor = sum === 0 ? 1 : (alone.at(-1) ?? NaN) / sum
        write(weights, copies, (k) => factor * (weights[copies.first + k] ?? NaN))
      }),
    },
  },
  {
    id: 'copy.other-weights-do-not-move',
    fault: 'the intercept and the other weights are taken from the fit without the copy',
    refutedBy: [
      'q1.others-change',
      'q1.others-follow-the-rule',
      'q1.others-unchanged',
      'copy.l2-on-ten-rows',
      'copy.l2-equals-one-column-times-root-two',
    ],
    under: { penalty: 'l2' },
    parts: { fitLogistic: onCopies((weights, copies, alone) => weights.set(alone.subarray(0, copies.first))) },
  },
  {
    id: 'copy.scaled-copy-has-the-same-weight',
    fault: 'a scaled copy gets the same weight as the original',
    refutedBy: [
      'q1.depends-on-training',
      'q1.copies-may-differ',
      'q1.one-copy-may-get-everything',
      'q1.copies-lie-between',
      'q1.copies-follow-the-pair',
      'q1.copies-equal',
      'copy.scaled-copies-on-ten-rows',
      'copy.l2-scaled-copy-counts-as-one-plus-c-squared',
    ],
    under: { penalty: 'l1', solver: 'coordinate' },
    parts: {
      fitLogistic: onCopies((weights, copies) => {
        const mean = weights.subarray(copies.first).reduce((sum, w) => sum + w, 0) / copies.scales.length
        write(weights, copies, () => mean)
      }),
    },
  },
  {
    id: 'copy.scaled-copy-has-the-inverse-weight',
    fault: 'a copy scaled by c gets 1 / c of the weight of the original',
    refutedBy: ['q1.sum-between-w-and-2w', 'copy.scaled-copies-on-ten-rows', 'copy.affine-copies-on-ten-rows'],
    under: { penalty: 'none', data: 'overlapping', start: 'apart' },
    parts: {
      fitLogistic: onCopies((weights, copies) =>
        write(weights, copies, (k) => (weights[copies.first] ?? NaN) / (copies.scales[k] ?? NaN)),
      ),
    },
  },
  {
    id: 'copy.r-copies-share-w-under-l2',
    fault: 'each of r copies gets 1 / r of w_n under l2',
    refutedBy: ['copy.l2-r-copies-share-l2'],
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL2(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / copies.scales.length)
      }),
    },
  },
  {
    id: 'copy.r-copies-share-l2-over-r-squared',
    fault: 'r copies share l2 / r^2 instead of l2 / r',
    refutedBy: ['copy.l2-r-copies-share-l2', 'copy.eight-rows-by-bisection'],
    parts: {
      fitLogistic: onCopies((weights, { base, first, scales }, _alone, options) => {
        if (!hasL2(options) || hasL1(options) || scales.some((c) => c !== 1)) return
        const r = scales.length
        // r columns under l2 / r^2 are one column times r under l2: fitted so, then shared out
        const single = fitLogistic(
          withFeatures(base, (x, j) => (j === first ? r * x : x)),
          { penalty: options.penalty ?? {} },
        )
        if (single.kind !== 'no finite optimum') weights.fill(single.weights.at(-1) ?? NaN, first)
      }),
    },
  },
  {
    id: 'copy.equal-halves-are-the-only-l1-optimum',
    fault: 'under l1 equal halves are declared the only optimum',
    refutedBy: ['q1.copy-smaller-when-redundant', 'copy.l1-split-is-the-solvers-choice'],
    under: { penalty: 'l1', solver: 'coordinate' },
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL1(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / 2)
      }),
    },
  },
  {
    id: 'copy.l1-sum-exceeds-w',
    fault: 'under l1 the copies sum to more than w_n, as under l2',
    refutedBy: ['q1.predictions-unchanged', 'copy.l1-sum-is-kept', 'copy.l1-split-is-the-solvers-choice'],
    under: { penalty: 'l1', solver: 'coordinate' },
    parts: {
      fitLogistic: onCopies((weights, copies, _alone, options) => {
        if (hasL1(options)) write(weights, copies, (k) => 1.1 * (weights[copies.first + k] ?? NaN))
      }),
    },
  },
  {
    id: 'copy.leaks-the-label',
    fault: 'from the ninth row on the copy is moved towards its label: it is no copy, and may inform',
    refutedBy: [
      'q1.depends-on-effect',
      'q1.copy-greater-when-informative',
      'q1.depends-on-helpful-similar-or-redundant',
      'q1.copy-adds-no-information',
      'copy.copy-is-what-it-says',
      'copy.unpenalised-sum-is-kept',
    ],
    under: { penalty: 'l2' },
    parts: {
      appendCopy: (data, column, scale, shift) => {
        const wider = appendCopy(data, column, scale, shift)
        const leak = (j: number, i: number): number => (j === data.columns && i >= 8 ? (data.labels[i] === 1 ? 0.5 : -0.5) : 0)
        return withFeatures(wider, (x, j, i) => x + leak(j - 1, i))
      },
    },
  },
  {
    id: 'copy.l1-penalises-the-sum',
    fault: 'l1 is charged on the sum of the copies, so that opposite signs cost nothing',
    refutedBy: ['copy.l1-flat-along-same-signs'],
    parts: {
      logisticObjective: (data, { l1 = 0, l2 = 0 }, weights) => {
        const copies = copiesOf(data)
        if (copies === undefined) return logisticObjective(data, { l1, l2 }, weights)
        const sum = weights.subarray(copies.first).reduce((total, w) => total + w, 0)
        const others = weights.subarray(1, copies.first).reduce((total, w) => total + Math.abs(w), 0)
        return logisticObjective(data, { l2 }, weights) + l1 * (others + Math.abs(sum))
      },
    },
  },
  {
    id: 'copy.near-copies-are-merged',
    fault: 'columns that nearly agree are treated as one: their weights are made equal',
    refutedBy: ['copy.near-copies-spread-as-one-over-sigma'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const fit = fitLogistic(data, options)
        if (fit.kind === 'no finite optimum' || data.columns !== 2) return fit
        const gaps = Array.from(data.labels, (_, i) =>
          Math.abs((data.features[2 * i] ?? NaN) - (data.features[2 * i + 1] ?? NaN)),
        )
        if (Math.max(...gaps) > 0.1) return fit
        const mean = ((fit.weights[1] ?? NaN) + (fit.weights[2] ?? NaN)) / 2
        return { ...fit, weights: Float64Array.of(fit.weights[0] ?? NaN, mean, mean) }
      },
    },
  },
  {
    id: 'copy.ratio-is-of-one-copy',
    fault: 'the ratio is that of one copy to the weight alone',
    refutedBy: ['copy.l2-ratio-rises-with-the-penalty'],
    parts: {
      copiesAgainstPenalty: (data, column, strengths) =>
        copiesAgainstPenalty(data, column, strengths).map((share) => ({ ...share, ratio: share.each / share.alone })),
    },
  },
] satisfies Mutant[]
