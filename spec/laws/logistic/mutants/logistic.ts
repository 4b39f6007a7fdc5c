/** Faults of logistic regression: objective, solvers, standardisation, separability. */
import { referenceFit as fitLogistic } from './reference-fit.ts'
import { newton } from '../../../../src/logistic/newton.ts'
import { fittedProbabilities, logisticGradient, logisticObjective, smoothGradient } from '../../../../src/logistic/objective.ts'
import { largestCurvature } from '../../../../src/logistic/proximal.ts'
import { findSeparation } from '../../../../src/logistic/separability.ts'
import { rawWeights, standardise } from '../../../../src/logistic/standardise.ts'
import type { DenseData, Fit, FitOptions, Penalty } from '../../../../src/contract/logistic.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { copiesOf, hasL1, withFeatures } from '../../copy/copied-columns.ts'

/** Gradient descent in which the intercept is penalised like any other weight. */
function fitPenalisingIntercept(data: DenseData, options: FitOptions = {}): Fit {
  const l2 = options.penalty?.l2 ?? 0
  if (l2 === 0 || hasL1(options)) return fitLogistic(data, options)
  const step = 1 / (largestCurvature(data) + l2)
  let weights: Float64Array = new Float64Array(data.columns + 1)
  for (let t = 0; t < 500; t += 1) {
    const gradient = logisticGradient(data, l2, weights)
    weights = weights.map((w, j) => w - step * ((gradient[j] ?? NaN) + (j === 0 ? l2 * w : 0)))
  }
  return { kind: 'converged', weights }
}

const doubled = ({ l1 = 0, l2 = 0 }: Penalty = {}): Penalty => ({ l1, l2: 2 * l2 })

export default [
  {
    id: 'logistic.probabilities-of-two-rows-swapped',
    fault: 'the first two fitted probabilities change places',
    refutedBy: ['logistic.probabilities-belong-to-their-rows'],
    parts: {
      fittedProbabilities(data, weights) {
        const [first = NaN, second = first, ...rest] = fittedProbabilities(data, weights)
        return Float64Array.of(second, first, ...rest).subarray(0, data.rows)
      },
    },
  },
  {
    id: 'logistic.start-is-ignored',
    fault: 'the start is ignored: every fit begins at zeros',
    refutedBy: ['copy.unpenalised-sum-is-kept', 'copy.unpenalised-on-ten-rows', 'copy.l1-split-is-the-solvers-choice'],
    parts: {
      fitLogistic: (data, { start: _start, ...options } = {}) => fitLogistic(data, options),
    },
  },
  {
    id: 'logistic.intercept-is-penalised',
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
    id: 'logistic.l2-lacks-its-half',
    fault: 'l2 stands where l2 / 2 belongs',
    refutedBy: [
      'logistic.fit-beats-golden-section',
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
    id: 'logistic.raw-weights-multiply-by-deviation',
    fault: 'weights of standardised columns are multiplied by the standard deviation: raw ratio c instead of 1 / c',
    refutedBy: ['copy.affine-copies-on-ten-rows'],
    parts: {
      rawWeights: ({ means, deviations }, weights) => rawWeights({ means, deviations: deviations.map((sd) => 1 / sd) }, weights),
    },
  },
  {
    id: 'logistic.elastic-net-drops-its-l2',
    fault: 'elastic net is treated as l1: its l2 is dropped, the split is left to the solver',
    refutedBy: ['copy.elastic-net-splits-equally', 'logistic.fit-under-strong-penalties'],
    parts: {
      fitLogistic: (data, options = {}) =>
        fitLogistic(data, hasL1(options) ? { ...options, penalty: { l1: options.penalty?.l1 ?? 0 } } : options),
    },
  },
  {
    id: 'logistic.coordinate-order-is-ignored',
    fault: 'coordinate descent ignores the visiting order',
    refutedBy: ['copy.l1-split-is-the-solvers-choice'],
    parts: { fitLogistic: (data, { order: _order, ...options } = {}) => fitLogistic(data, options) },
  },
  {
    id: 'logistic.separable-is-called-converged',
    fault: 'separable data are reported as converged when the steps run out',
    refutedBy: ['q1.no-finite-optimum', 'logistic.separable-is-certified', 'logistic.separable-examples'],
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
    id: 'logistic.separable-copies-get-halves',
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
    id: 'logistic.small-columns-are-zeros',
    fault: 'values below a millionth count as zeros',
    refutedBy: ['logistic.fit-does-not-depend-on-units'],
    parts: {
      fitLogistic: (data, options) =>
        fitLogistic({ ...data, features: data.features.map((x) => (Math.abs(x) < 1e-6 ? 0 : x)) }, options),
    },
  },
  {
    id: 'logistic.stopped-is-called-converged',
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
    id: 'logistic.divides-by-sample-deviation',
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
    id: 'logistic.variance-subtracts-squares',
    fault: 'the variance is the mean of the squares less the square of the mean',
    refutedBy: ['logistic.standardised-far-from-zero'],
    parts: {
      standardise: (data) => {
        const { means, deviations, data: standard } = standardise(data)
        const naive = means.map((mean, j) => {
          const column = data.features.filter((_, at) => at % data.columns === j)
          return Math.sqrt(Math.max(0, column.reduce((sum, x) => sum + x * x, 0) / data.rows - mean * mean))
        })
        const scaled = withFeatures(standard, (x, j) => (x * (deviations[j - 1] ?? NaN)) / (naive[j - 1] ?? NaN))
        return { means, deviations: naive, data: scaled }
      },
    },
  },
  {
    id: 'logistic.loss-overflows',
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
    id: 'logistic.quasi-separation-is-missed',
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
    id: 'logistic.certificate-has-a-wrong-sign',
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
    id: 'logistic.coordinate-descent-stops-early',
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
    id: 'logistic.weak-l2-is-raised',
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
    id: 'logistic.gradient-takes-any-data',
    fault: 'the gradient is taken of whatever it gets',
    refutedBy: ['logistic.derivatives-refuse'],
    parts: { logisticGradient: smoothGradient },
  },
  {
    id: 'logistic.labels-are-rounded',
    fault: 'labels other than 0 and 1 are rounded instead of refused',
    refutedBy: ['logistic.refuses-what-is-outside-the-rules'],
    parts: {
      fitLogistic: (data, options) => fitLogistic({ ...data, labels: data.labels.map((y) => (y > 0 ? 1 : 0)) }, options),
    },
  },
] satisfies Mutant[]
