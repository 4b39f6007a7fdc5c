/** Newton's method with a pseudo-inverse, for no penalty or l2: exact also where columns repeat each other. */
import type { DenseData } from '../contract/logistic.ts'
import { symmetricEigen } from '../numeric/symmetric-eigen.ts'
import { boundingHessian, columnUnits, logisticObjective, smoothGradient, smoothHessian, stationarity } from './objective.ts'

/** What a solver leaves: the last weights, how many steps it took, and how far from stationary they are. */
export interface Solved {
  readonly weights: Float64Array
  readonly steps: number
  readonly stationarity: number
}

/** When to stop: at this largest |subgradient component|, or after so many steps. */
export interface Stop {
  readonly tolerance: number
  readonly maxSteps: number
}

/**
 * With every column in its own unit, directions in which the curvature is below this share of the largest count as flat. A repeated column leaves a curvature of a few
 * ulps (about 1e-16); two columns that differ by one part in 1e5 leave 1e-11.
 */
const FLAT = 1e-12

/** Halvings of a Newton step after which its model is known to be of another place. */
const FAR = 2 ** -10

/**
 * Damped Newton steps, solved with every column in its own unit. Steps have no component along flat directions, where the gradient is
 * zero too: so what the start says there stays, exactly as under gradient descent, and from zeros the limit is the optimum of least norm.
 * Where log-odds are so large that their curvature says nothing of the slope, the step goes to the minimum of a parabola above J instead.
 */
export function newton(data: DenseData, l2: number, start: Float64Array, stop: Stop, flat = FLAT): Solved {
  const units = columnUnits(data)
  const at = (weights: Float64Array): number =>
    weights.every(Number.isFinite) ? logisticObjective(data, { l2 }, weights) : Infinity
  let weights: Float64Array = Float64Array.from(start)
  let value = at(weights)
  for (let steps = 0; ; steps += 1) {
    const gradient = smoothGradient(data, l2, weights)
    const off = stationarity(gradient, 0, weights, units)
    if (off <= stop.tolerance || steps === stop.maxSteps) return { weights, steps, stationarity: off }
    const slack = 1e-14 * (1 + value) // admits the last steps, whose gain is below the rounding of J
    const direction = pseudoSolve(smoothHessian(data, l2, weights), gradient, units, flat)
    const slope = dot(gradient, direction)
    let length = 1
    let next = moved(weights, direction, length)
    let nextValue = at(next)
    // Armijo's rule
    while (!(nextValue <= value - 1e-4 * length * slope + slack) && length > 1e-10) {
      length /= 2
      next = moved(weights, direction, length)
      nextValue = at(next)
    }
    if (!(nextValue < value - slack) || length < FAR) {
      const below = moved(weights, pseudoSolve(boundingHessian(data, l2, weights), gradient, units, flat), 1)
      const belowValue = at(below)
      if (belowValue < Math.min(nextValue, value) - slack) [next, nextValue] = [below, belowValue]
    }
    if (!(nextValue <= value + slack)) return { weights, steps, stationarity: off } // nothing lowers J
    weights = next
    value = nextValue
  }
}

function moved(weights: Float64Array, direction: Float64Array, length: number): Float64Array {
  return weights.map((w, j) => w - length * (direction[j] ?? NaN))
}

/** The least-norm solution of `matrix` x = `right` for a symmetric positive semidefinite matrix; what is flat is decided in `units`. */
function pseudoSolve(matrix: readonly Float64Array[], right: Float64Array, units: Float64Array, flat: number): Float64Array {
  const unit = (j: number): number => units[j] ?? NaN
  const { values, vectors } = symmetricEigen(matrix.map((row, i) => row.map((x, j) => x / unit(i) / unit(j))))
  const largest = Math.max(...values)
  const solution = new Float64Array(right.length)
  const flatDirections: Float64Array[] = []
  for (const [k, vector] of vectors.entries()) {
    const curvature = values[k] ?? NaN
    const direction = vector.map((x, j) => x / unit(j))
    if (!(curvature > flat * largest)) {
      flatDirections.push(direction)
      continue
    }
    const along = dot(direction, right) / curvature
    for (const [j, x] of direction.entries()) solution[j]! += along * x
  }
  return withoutComponents(solution, flatDirections)
}

/** What is left of a vector after its components along the span of `directions` are taken out (modified Gram-Schmidt). */
function withoutComponents(vector: Float64Array, directions: readonly Float64Array[]): Float64Array {
  const basis: Float64Array[] = []
  for (const direction of directions) {
    const rest = basis.reduce(withoutComponent, direction)
    const norm = Math.sqrt(dot(rest, rest))
    if (norm > 0) basis.push(rest.map((x) => x / norm))
  }
  return basis.reduce(withoutComponent, vector)
}

function withoutComponent(vector: Float64Array, unitVector: Float64Array): Float64Array {
  const along = dot(vector, unitVector)
  return vector.map((x, j) => x - along * (unitVector[j] ?? NaN))
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, x, j) => sum + x * (b[j] ?? NaN), 0)
}
