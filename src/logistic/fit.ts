/** Fits penalised logistic regression on small dense data, and says what became of it. */
import type { DenseData, FitOptions, Fit } from '../contract/logistic.ts'
import { coordinateDescent } from './coordinate-descent.ts'
import { checkDenseData, checkWeights } from './dense-data.ts'
import { newton } from './newton.ts'
import { checkPenalty } from './objective.ts'
import { proximalGradient } from './proximal.ts'
import { findSeparation } from './separability.ts'

/** @throws RangeError for data or options outside their rules */
export function fitLogistic(data: DenseData, options: FitOptions = {}): Fit {
  const { start = new Float64Array(data.columns + 1), tolerance = 1e-11, maxSteps = 100_000 } = options
  checkDenseData('fitLogistic', data)
  checkWeights('fitLogistic', data, start)
  const { l1, l2 } = checkPenalty('fitLogistic', options.penalty ?? {})
  const { solver = l1 > 0 ? 'gradient' : 'newton', order = Array.from(start.keys()) } = options
  if (!(solver === 'newton' || solver === 'gradient' || solver === 'coordinate')) {
    throw new RangeError(`fitLogistic: solver must be newton, gradient or coordinate, got ${String(solver)}`)
  }
  if (solver === 'newton' && l1 > 0) throw new RangeError(`fitLogistic: the newton solver takes no l1, got ${l1}`)
  if (order.length !== start.length || new Set(order).size !== start.length || !order.every((j) => start[j] !== undefined)) {
    throw new RangeError(`fitLogistic: order must be a permutation of 0..${data.columns}, got ${order.join(', ')}`)
  }
  const direction = escape(data, l1 + l2 > 0)
  if (direction !== undefined) return { kind: 'no finite optimum', direction }
  const stop = { tolerance, maxSteps }
  const solved =
    solver === 'newton'
      ? newton(data, l2, start, stop)
      : solver === 'gradient'
        ? proximalGradient(data, l1, l2, start, stop)
        : coordinateDescent(data, l1, l2, start, order, stop)
  return { kind: solved.stationarity <= tolerance ? 'converged' : 'stopped', ...solved }
}

/** A direction along which the objective falls for ever. A penalty leaves only the intercept free, hence only labels all alike. */
function escape(data: DenseData, penalised: boolean): Float64Array | undefined {
  const label = data.labels[0]
  if (data.labels.every((y) => y === label)) {
    return Float64Array.from({ length: data.columns + 1 }, (_, j) => (j > 0 ? 0 : label === 1 ? 1 : -1))
  }
  if (penalised) return undefined
  const separation = findSeparation(data)
  return separation.kind === 'separable' ? separation.direction : undefined
}
