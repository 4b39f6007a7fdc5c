/** Cyclic coordinate descent: one weight at a time, each minimised exactly, in a chosen visiting order. */
import type { DenseData } from '../contract/logistic.ts'
import type { Solved, Stop } from './newton.ts'
import { columnUnits, logOdds, sigmoid, smoothGradient, stationarity } from './objective.ts'
import { softThreshold } from './proximal.ts'

/**
 * @param order the weights in the order in which every sweep visits them, 0 the intercept
 * @returns `steps` counts sweeps
 */
export function coordinateDescent(
  data: DenseData,
  l1: number,
  l2: number,
  start: Float64Array,
  order: readonly number[],
  stop: Stop,
): Solved {
  const units = columnUnits(data)
  const columns = columnsOf(data)
  const weights = Float64Array.from(start)
  for (let steps = 0; ; steps += 1) {
    const off = stationarity(smoothGradient(data, l2, weights), l1, weights, units)
    if (off <= stop.tolerance || steps === stop.maxSteps) return { weights, steps, stationarity: off }
    const odds = logOdds(data, weights)
    for (const j of order) visit(columns[j]!, data, j === 0 ? 0 : l1, j === 0 ? 0 : l2, weights, odds, j)
  }
}

/** The features, column by column, after a column of ones. */
function columnsOf({ rows, columns, features }: DenseData): Float64Array[] {
  const all = Array.from({ length: columns + 1 }, () => new Float64Array(rows).fill(1))
  for (let i = 0, at = 0; i < rows; i += 1) for (let j = 1; j <= columns; j += 1, at += 1) all[j]![i] = features[at]!
  return all
}

/** Log-odds by which a step may change a row on a side where no bound is known: no row has any curvature beyond 745. */
const REACH = 1024

/** Rounds: a bracket of the largest numbers is halved some 1100 times before it holds neighbours around 1, and opens in 550 fourfold steps. */
const ROUNDS = 2000

/** Minimises J in weight j alone, to rounding, and brings the log-odds up to date. */
function visit(
  column: Float64Array,
  data: DenseData,
  l1: number,
  l2: number,
  weights: Float64Array,
  odds: Float64Array,
  j: number,
): void {
  const { labels } = data
  const largest = column.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  let low = -Infinity // the minimiser lies between
  let high = Infinity
  let reach = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const w = weights[j] ?? NaN
    let slope = l2 * w
    let curvature = l2
    let size = l2 * Math.abs(w) + l1
    for (let i = 0; i < odds.length; i += 1) {
      const x = column[i]!
      const p = sigmoid(odds[i]!)
      const q = sigmoid(-odds[i]!)
      const pull = (labels[i] === 1 ? -q : p) * x
      slope += pull
      size += Math.abs(pull)
      curvature += p * q * x * x
    }
    const uphill = subgradient(slope, l1, w)
    // nothing left but rounding: a further step would leak noise into the next, equal column
    if (Math.abs(uphill) <= 4 * Number.EPSILON * size) return
    if (uphill > 0) high = w
    else low = w
    let next = softThreshold(w - slope / curvature, l1 / curvature) // the minimiser of the quadratic model
    const isOpen = !Number.isFinite(low + high)
    const stride = Math.abs(next - w)
    if (isOpen && !(stride * largest <= Math.max(REACH, reach))) {
      // the model is of a place that is flat: go as far as the log-odds go to their other side, then farther
      reach = reach === 0 ? odds.reduce((most, z) => Math.max(most, 2 * Math.abs(z)), REACH) : 4 * reach
      const farthest = reach / largest
      next = l1 > 0 && low < 0 && high > 0 ? 0 : w - Math.sign(uphill) * (stride < farthest ? stride : farthest)
    } else if (!(next > low && next < high)) next = isOpen ? w - Math.sign(uphill) : (low + high) / 2
    if (next === w) return
    weights[j] = next
    if (reach > 0)
      odds.set(logOdds(data, weights)) // a difference of large numbers would lose what is small
    else for (let i = 0; i < odds.length; i += 1) odds[i]! += (next - w) * column[i]!
  }
}

/** The subgradient of slope * v + l1 |v| at w that is nearest to zero. */
function subgradient(slope: number, l1: number, w: number): number {
  if (w !== 0) return slope + l1 * Math.sign(w)
  return Math.sign(slope) * Math.max(0, Math.abs(slope) - l1)
}
