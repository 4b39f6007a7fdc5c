/** Faults of logistic regression, most of them in what happens to a copied feature. */
import { appendCopy } from '../../src/logistic/dense-data.ts'
import { fitLogistic } from '../../src/logistic/fit.ts'
import { descend } from '../../src/logistic/gradient-descent.ts'
import { newton } from '../../src/logistic/newton.ts'
import { fittedProbabilities, logisticGradient, logisticObjective } from '../../src/logistic/objective.ts'
import { largestCurvature } from '../../src/logistic/proximal.ts'
import { findSeparation } from '../../src/logistic/separability.ts'
import { rawWeights, standardise } from '../../src/logistic/standardise.ts'
import type { DenseData, Fit, FitOptions, Penalty } from '../contract/logistic.ts'
import type { Mutant } from '../mutant.ts'
import type { Parts } from '../subject.ts'
import { copiesOf, reweighted, withFeatures, type Copies } from './copied-columns.ts'

type FitPart = Parts['fitLogistic']

/** A fit that is right unless the last columns are copies; then `fault` writes their weights, given what the feature had alone. */
function onCopies(fault: (weights: Float64Array, copies: Copies, alone: Float64Array, options: FitOptions) => void): FitPart {
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

const hasL1 = ({ penalty = {} }: FitOptions): boolean => (penalty.l1 ?? 0) > 0
const hasL2 = ({ penalty = {} }: FitOptions): boolean => (penalty.l2 ?? 0) > 0

/** The weights from the copied feature on, written over by `value`, k counting the copies from 0. */
function write(weights: Float64Array, { first }: Copies, value: (k: number) => number): void {
  for (let j = first; j < weights.length; j += 1) weights[j] = value(j - first)
}

/** Gradient descent in which the intercept is penalised like any other weight. */
function fitPenalisingIntercept(data: DenseData, options: FitOptions = {}): Fit {
  const l2 = options.penalty?.l2 ?? 0
  if (l2 === 0 || hasL1(options)) return fitLogistic(data, options)
  const step = 1 / (largestCurvature(data) + l2)
  let weights: Float64Array = new Float64Array(data.columns + 1)
  for (let t = 0; t < 5000; t += 1) {
    const gradient = logisticGradient(data, l2, weights)
    weights = weights.map((w, j) => w - step * ((gradient[j] ?? NaN) + (j === 0 ? l2 * w : 0)))
  }
  return { kind: 'converged', weights }
}

const doubled = ({ l1 = 0, l2 = 0 }: Penalty = {}): Penalty => ({ l1, l2: 2 * l2 })

export default [
  {
    id: 'M1',
    fault: 'the start is ignored: every fit begins at zeros',
    refutedBy: ['copy.unpenalised-sum-is-kept', 'copy.unpenalised-on-ten-rows', 'copy.l1-split-is-the-solvers-choice'],
    parts: {
      fitLogistic: (data, { start: _start, ...options } = {}) => fitLogistic(data, options),
    },
  },
  {
    id: 'M2',
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
    id: 'M3',
    fault: 'the copy is dropped and reported as 0, whatever the solver',
    refutedBy: ['copy.unpenalised-on-ten-rows', 'copy.l2-sum-lies-between-once-and-twice', 'copy.elastic-net-splits-equally'],
    parts: {
      fitLogistic: onCopies((weights, copies, alone) => write(weights, copies, (k) => (k === 0 ? (alone.at(-1) ?? NaN) : 0))),
    },
  },
  {
    id: 'M4',
    fault: 'each copy gets half of w_n under l2 too',
    refutedBy: [
      'copy.l2-on-ten-rows',
      'copy.l2-ratio-on-ten-rows',
      'copy.eight-rows-counter-example',
      'copy.eight-rows-by-bisection',
    ],
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL2(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / 2)
      }),
    },
  },
  {
    id: 'M5',
    fault: 'the sum of the copies is forced to w_n',
    refutedBy: [
      'copy.l2-ratio-on-ten-rows',
      'copy.eight-rows-by-bisection',
      'copy.separable-under-l2',
      'copy.elastic-net-splits-equally',
    ],
    parts: {
      fitLogistic: onCopies((weights, copies, alone) => {
        const sum = weights.subarray(copies.first).reduce((total, w) => total + w, 0)
        const factor = sum === 0 ? 1 : (alone.at(-1) ?? NaN) / sum
        write(weights, copies, (k) => factor * (weights[copies.first + k] ?? NaN))
      }),
    },
  },
  {
    id: 'M6',
    fault: 'the intercept and the other weights are taken from the fit without the copy',
    refutedBy: ['copy.l2-on-ten-rows', 'copy.l2-equals-one-column-times-root-two'],
    parts: { fitLogistic: onCopies((weights, copies, alone) => weights.set(alone.subarray(0, copies.first))) },
  },
  {
    id: 'M7',
    fault: 'the intercept is penalised',
    refutedBy: ['logistic.objective-as-written', 'logistic.fit-on-ten-rows', 'copy.affine-copies-on-ten-rows'],
    parts: {
      logisticObjective: (data, penalty, weights) =>
        logisticObjective(data, penalty, weights) + ((penalty.l2 ?? 0) / 2) * (weights[0] ?? NaN) ** 2,
      logisticGradient: (data, l2, weights) =>
        logisticGradient(data, l2, weights).map((g, j) => (j === 0 ? g + l2 * (weights[0] ?? NaN) : g)),
      fitLogistic: fitPenalisingIntercept,
    },
  },
  {
    id: 'M8',
    fault: 'l2 stands where l2 / 2 belongs',
    refutedBy: [
      'logistic.objective-as-written',
      'logistic.halved-weights-are-not-stationary',
      'logistic.eight-rows-by-bisection',
    ],
    parts: {
      logisticObjective: (data, penalty, weights) => logisticObjective(data, doubled(penalty), weights),
      logisticGradient: (data, l2, weights) => logisticGradient(data, 2 * l2, weights),
      fitLogistic: (data, options = {}) => fitLogistic(data, { ...options, penalty: doubled(options.penalty) }),
    },
  },
  {
    id: 'M10',
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
    id: 'M11',
    fault: 'descent runs on to convergence instead of stopping after the given steps',
    refutedBy: ['descent.early-stop-on-ten-rows', 'descent.difference-decays'],
    parts: { descend: (data, options) => descend(data, { ...options, steps: 10 * options.steps }) },
  },
  {
    id: 'M12',
    fault: 'a scaled copy gets the same weight as the original',
    refutedBy: ['copy.scaled-copies-on-ten-rows', 'copy.l2-scaled-copy-counts-as-one-plus-c-squared'],
    parts: {
      fitLogistic: onCopies((weights, copies) => {
        const mean = weights.subarray(copies.first).reduce((sum, w) => sum + w, 0) / copies.scales.length
        write(weights, copies, () => mean)
      }),
    },
  },
  {
    id: 'M13',
    fault: 'a copy scaled by c gets 1 / c of the weight of the original',
    refutedBy: ['copy.scaled-copies-on-ten-rows', 'copy.affine-copies-on-ten-rows'],
    parts: {
      fitLogistic: onCopies((weights, copies) =>
        write(weights, copies, (k) => (weights[copies.first] ?? NaN) / (copies.scales[k] ?? NaN)),
      ),
    },
  },
  {
    id: 'M14',
    fault: 'weights of standardised columns are multiplied by the standard deviation: raw ratio c instead of 1 / c',
    refutedBy: ['copy.affine-copies-on-ten-rows'],
    parts: {
      rawWeights: ({ means, deviations }, weights) => rawWeights({ means, deviations: deviations.map((sd) => 1 / sd) }, weights),
    },
  },
  {
    id: 'M16',
    fault: 'each of r copies gets 1 / r of w_n under l2',
    refutedBy: ['copy.l2-r-copies-share-l2'],
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL2(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / copies.scales.length)
      }),
    },
  },
  {
    id: 'M17',
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
    id: 'M18',
    fault: 'under l1 equal halves are declared the only optimum',
    refutedBy: ['copy.l1-split-is-the-solvers-choice'],
    parts: {
      fitLogistic: onCopies((weights, copies, alone, options) => {
        if (hasL1(options)) write(weights, copies, () => (alone.at(-1) ?? NaN) / 2)
      }),
    },
  },
  {
    id: 'M19',
    fault: 'under l1 the copies sum to more than w_n, as under l2',
    refutedBy: ['copy.l1-sum-is-kept', 'copy.l1-split-is-the-solvers-choice'],
    parts: {
      fitLogistic: onCopies((weights, copies, _alone, options) => {
        if (hasL1(options)) write(weights, copies, (k) => 1.1 * (weights[copies.first + k] ?? NaN))
      }),
    },
  },
  {
    id: 'M20',
    fault: 'elastic net is treated as l1: its l2 is dropped, the split is left to the solver',
    refutedBy: ['copy.elastic-net-splits-equally', 'logistic.fit-under-strong-penalties', 'logistic.fit-beats-golden-section'],
    parts: {
      fitLogistic: (data, options = {}) =>
        fitLogistic(data, hasL1(options) ? { ...options, penalty: { l1: options.penalty?.l1 ?? 0 } } : options),
    },
  },
  {
    id: 'M21',
    fault: 'coordinate descent ignores the visiting order',
    refutedBy: ['copy.l1-split-is-the-solvers-choice'],
    parts: { fitLogistic: (data, { order: _order, ...options } = {}) => fitLogistic(data, options) },
  },
  {
    id: 'M22',
    fault: 'the difference of the copies never decays',
    refutedBy: ['descent.difference-decays'],
    parts: { descend: withDifference((start) => start) },
  },
  {
    id: 'M23',
    fault: 'the difference of the copies decays by e^(-l2 steps), without the step length',
    refutedBy: ['descent.difference-decays'],
    parts: { descend: withDifference((start, { l2 = 0, steps }) => start * Math.exp(-l2 * steps)) },
  },
  {
    id: 'M25',
    fault: 'separable data are reported as converged when the steps run out',
    refutedBy: ['logistic.separable-is-certified', 'logistic.separable-examples'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const fit = fitLogistic(data, options)
        if (fit.kind !== 'no finite optimum') return fit
        const { weights } = newton(data, 0, options.start ?? new Float64Array(data.columns + 1), { tolerance: 1e-6, maxSteps: 8 })
        return { kind: 'converged', weights }
      },
    },
  },
  {
    id: 'M26',
    fault: 'on separable data the copies are given half of a weight that does not exist',
    refutedBy: ['logistic.separable-is-certified', 'logistic.separable-examples'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const fit = fitLogistic(data, options)
        const copies = copiesOf(data)
        if (fit.kind !== 'no finite optimum') return fit
        const { base } = copies ?? { base: data }
        const { weights } = newton(base, 0, new Float64Array(base.columns + 1), { tolerance: 1e-6, maxSteps: 8 })
        if (copies === undefined) return { kind: 'converged', weights }
        const half = (weights.at(-1) ?? NaN) / 2
        return { kind: 'converged', weights: Float64Array.of(...weights.subarray(0, -1), half, half) }
      },
    },
  },
  {
    id: 'stopped-is-converged',
    fault: 'a solver that ran out of steps says that it converged',
    refutedBy: ['logistic.unfinished-is-not-converged'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const fit = fitLogistic(data, options)
        return fit.kind === 'stopped' ? { ...fit, kind: 'converged' } : fit
      },
    },
  },
  {
    id: 'copy-leaks-the-label',
    fault: 'from the ninth row on the copy is moved towards its label: it is no copy, and may inform',
    refutedBy: ['copy.copy-is-what-it-says', 'copy.unpenalised-sum-is-kept'],
    parts: {
      appendCopy: (data, column, scale, shift) => {
        const wider = appendCopy(data, column, scale, shift)
        const leak = (j: number, i: number): number => (j === data.columns && i >= 8 ? (data.labels[i] === 1 ? 0.5 : -0.5) : 0)
        return withFeatures(wider, (x, j, i) => x + leak(j - 1, i))
      },
    },
  },
  {
    id: 'sample-deviation',
    fault: 'columns are divided by the sample standard deviation (rows - 1)',
    refutedBy: ['logistic.standardised-columns', 'copy.affine-copies-on-ten-rows'],
    parts: {
      standardise: (data) => {
        const { means, deviations, data: standard } = standardise(data)
        const factor = Math.sqrt(data.rows / (data.rows - 1))
        return { means, deviations: deviations.map((sd) => sd * factor), data: withFeatures(standard, (x) => x / factor) }
      },
    },
  },
  {
    id: 'plain-exponentials',
    fault: 'the log loss is ln(1 + e^z) as written, which overflows past z = 709',
    refutedBy: ['logistic.objective-never-overflows'],
    parts: {
      logisticObjective: (data, penalty, weights) => {
        const loss = logisticObjective(data, penalty, weights)
        return loss > 709 ? Infinity : loss
      },
      fittedProbabilities: (data, weights) => fittedProbabilities(data, weights).map((p) => (p === 0 ? NaN : p)),
    },
  },
  {
    id: 'curvature-without-quarter',
    fault: "the curvature bound is that of A'A, not of A'A / 4",
    refutedBy: ['descent.step-bound-shrinks'],
    parts: { largestCurvature: (data) => 4 * largestCurvature(data) },
  },
  {
    id: 'l1-penalises-the-sum',
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
    id: 'adam-per-vector',
    fault: 'momentum is kept for the first copy only: the difference drifts',
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
    id: 'loose-separation',
    fault: 'rows on the plane are taken for overlap: quasi-complete separation is missed',
    refutedBy: ['logistic.separable-is-certified'],
    parts: {
      findSeparation: (data) => {
        const found = findSeparation(data)
        if (found.kind === 'overlapping') return found
        const { direction } = found
        const odds = fittedProbabilities(data, direction)
        return odds.includes(0.5) ? { kind: 'overlapping', balance: new Float64Array(data.rows).fill(1) } : found
      },
    },
  },
  {
    id: 'negative-balance',
    fault: 'the certificate of overlap has a row weight of the wrong sign',
    refutedBy: ['logistic.overlap-is-certified'],
    parts: {
      findSeparation: (data) => {
        const found = findSeparation(data)
        return found.kind === 'separable' ? found : { ...found, balance: found.balance.map((p, i) => (i === 0 ? -p : p)) }
      },
    },
  },
  {
    id: 'near-copies-merged',
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
    id: 'coordinate-not-exact',
    fault: 'coordinate descent stops too early: its weights are off by a part in a thousand',
    refutedBy: ['logistic.solvers-agree'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const fit = fitLogistic(data, options)
        if (options.solver !== 'coordinate' || fit.kind !== 'converged') return fit
        return { ...fit, weights: fit.weights.map((w) => w * 1.001) }
      },
    },
  },
  {
    id: 'margin-of-half-the-copy',
    fault: 'a weak l2 is raised to 1e-3, so that weights on separable data stop growing',
    refutedBy: ['copy.max-margin-counts-the-copy-twice'],
    parts: {
      fitLogistic: (data, options = {}) => {
        const { l1 = 0, l2 = 0 } = options.penalty ?? {}
        return fitLogistic(data, { ...options, penalty: { l1, l2: l2 > 0 ? Math.max(l2, 1e-3) : 0 } })
      },
    },
  },
  {
    id: 'any-label',
    fault: 'labels other than 0 and 1 are rounded instead of refused',
    refutedBy: ['logistic.refuses-what-is-outside-the-rules'],
    parts: {
      fitLogistic: (data, options) => fitLogistic({ ...data, labels: data.labels.map((y) => (y > 0 ? 1 : 0)) }, options),
    },
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
