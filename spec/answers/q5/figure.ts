/** The picture of question 5: the posterior density of the coin, and the three estimates on it. */
import type { Parts } from '../../subject.ts'

export interface PosteriorFigure {
  /** Head probabilities, rising from 0 to 1. */
  readonly p: readonly number[]
  /** Posterior density at each; may be infinite at an end. */
  readonly density: readonly number[]
  /** Estimates that exist; two may be at the same p. */
  readonly estimates: readonly { readonly name: 'MLE' | 'mean' | 'MAP'; readonly p: number; readonly density: number }[]
}

/**
 * @param subject whose estimates are drawn: the reference, or the reference with the formulas of a sheet
 * @param cells number of equal cells that [0, 1] is divided into
 */
export function posteriorFigure(
  subject: Pick<Parts, 'mle' | 'posteriorMean' | 'map' | 'posteriorDensity'>,
  k: number,
  n: number,
  cells = 200,
): PosteriorFigure {
  const p = Array.from({ length: cells + 1 }, (_, i) => i / cells)
  const densityAt = (at: number): number => (at >= 0 && at <= 1 ? subject.posteriorDensity(at, k, n) : NaN)
  const mode = subject.map(k, n)
  const estimates = [
    { name: 'MLE', p: subject.mle(k, n) },
    { name: 'mean', p: subject.posteriorMean(k, n) },
    { name: 'MAP', p: mode.kind === 'point' ? mode.p : undefined },
  ] as const
  return {
    p,
    density: p.map(densityAt),
    estimates: estimates.flatMap((estimate) =>
      estimate.p === undefined ? [] : [{ name: estimate.name, p: estimate.p, density: densityAt(estimate.p) }],
    ),
  }
}
