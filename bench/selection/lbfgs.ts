/** Minimises a smooth convex function by L-BFGS with ten pairs and Armijo's rule. */
import type { LossAndGradient } from '../../src/contract/sparse.ts'

const PAIRS = 10
const MOST_STEPS = 500

/** @returns weights at which no component of the gradient exceeds `tolerance` */
export function minimise(at: (weights: Float64Array) => LossAndGradient, size: number, tolerance: number): Float64Array {
  let weights = new Float64Array(size)
  let here = at(weights)
  const pairs: { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number }[] = []
  for (let steps = 0; steps < MOST_STEPS && here.gradient.some((g) => Math.abs(g) > tolerance); steps += 1) {
    const direction = twoLoops(here.gradient, pairs)
    const slope = dot(direction, here.gradient)
    let length = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(here.gradient, here.gradient))) : 1
    let next = moved(weights, direction, length)
    let there = at(next)
    while (there.loss > here.loss - 1e-4 * length * slope + 1e-13 * Math.abs(here.loss) && length > 1e-12) {
      length /= 2
      next = moved(weights, direction, length)
      there = at(next)
    }
    const step = next.map((w, j) => w - (weights[j] ?? NaN))
    const change = there.gradient.map((g, j) => g - (here.gradient[j] ?? NaN))
    const curvature = dot(step, change)
    if (curvature > 0) pairs.push({ step, change, curvature })
    if (pairs.length > PAIRS) pairs.shift()
    weights = next
    here = there
  }
  return weights
}

/** The inverse curvature that the pairs tell, times a gradient (Nocedal 1980). */
function twoLoops(gradient: Float64Array, pairs: Parameters<typeof applied>[1]): Float64Array {
  return applied(Float64Array.from(gradient), pairs)
}

function applied(
  vector: Float64Array,
  pairs: readonly { readonly step: Float64Array; readonly change: Float64Array; readonly curvature: number }[],
): Float64Array {
  const shares: number[] = []
  for (const { step, change, curvature } of pairs.toReversed()) {
    const share = dot(step, vector) / curvature
    shares.push(share)
    add(vector, change, -share)
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change)
    for (let j = 0; j < vector.length; j += 1) vector[j] = (vector[j] ?? NaN) * scale
  }
  for (const { step, change, curvature } of pairs) add(vector, step, (shares.pop() ?? NaN) - dot(change, vector) / curvature)
  return vector
}

function add(to: Float64Array, what: Float64Array, share: number): void {
  for (let j = 0; j < to.length; j += 1) to[j] = (to[j] as number) + share * (what[j] as number)
}

function moved(weights: Float64Array, direction: Float64Array, length: number): Float64Array<ArrayBuffer> {
  return Float64Array.from(weights, (w, j) => w - length * (direction[j] ?? NaN))
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j += 1) sum += (a[j] as number) * (b[j] as number)
  return sum
}
