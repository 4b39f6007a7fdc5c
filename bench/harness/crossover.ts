/** The density from which on storing all cells is faster. */
import { withInterval, withoutReplacement, type Estimate } from './statistics.ts'

export interface DensityCosts {
  readonly density: number
  /** Nanoseconds by round. */
  readonly sparse: readonly number[]
  readonly dense: readonly number[]
}

/**
 * Where the sparse cost first rises above the dense one, interpolated between the densities around it. With `points` in rising density.
 * `undefined` when dense does not win at any of them; the interval comes from half of the rounds, drawn anew.
 */
export function crossoverDensity(points: readonly DensityCosts[], seed: number): Estimate | undefined {
  const rounds = Math.min(...points.flatMap(({ sparse, dense }) => [sparse.length, dense.length]))
  const at = (chosen: readonly number[]): number => {
    const least = (costs: readonly number[]): number => Math.min(...chosen.map((round) => costs[round] ?? NaN))
    return firstRise(points.map(({ density, sparse, dense }) => ({ density, excess: least(sparse) / least(dense) - 1 })))
  }
  const value = at(Array.from({ length: rounds }, (_, round) => round))
  if (Number.isNaN(value)) return undefined
  return withInterval(value, seed, (draw) => at(withoutReplacement(rounds, Math.ceil(rounds / 2), draw)))
}

/** The density at which `excess` passes zero for good: between the last point below zero and the next. NaN if the last is below. */
function firstRise(points: readonly { readonly density: number; readonly excess: number }[]): number {
  const last = points.findLastIndex(({ excess }) => excess < 0)
  const [below, above] = [points[last], points[last + 1]]
  if (above === undefined) return NaN
  if (below === undefined) return above.density
  return below.density + ((above.density - below.density) * -below.excess) / (above.excess - below.excess)
}
