/** Rulings on the family of the posterior of a coin. */
import fc from 'fast-check'
import { exactMean, exactVariance } from '../../laws/coin/published.ts'
import { ruling, type Spec } from '../../judge/spec.ts'
import { conditions, samples } from './conditions.ts'

/** ln density, up to a constant, of the distribution of a family that has a given mean and variance. */
const FAMILIES = {
  beta: (p: number, mean: number, variance: number): number => {
    const weight = (mean * (1 - mean)) / variance - 1
    return (mean * weight - 1) * Math.log(p) + ((1 - mean) * weight - 1) * Math.log(1 - p)
  },
  normal: (p: number, mean: number, variance: number): number => -((p - mean) ** 2) / (2 * variance),
} as const

export type Family = keyof typeof FAMILIES

export const families = Object.keys(FAMILIES) as Family[]

/** Whether the posterior is of a family: its density is compared with that of the member with the same mean and variance. */
function posteriorIs(family: Family): Spec {
  return ruling({
    id: `q5.posterior-is-${family}`,
    says: `the posterior under a uniform prior is a ${family} distribution`,
    cites: 'p^k (1-p)^(n-k) is the density of Beta(k + 1, n - k + 1), up to a constant',
    premises: ['prior'],
    needs: ['posteriorDensity'],
    runs: 30,
    conditions: { data: conditions.data },
    holdsUnder: ({ posteriorDensity }, condition, w) =>
      fc.property(samples(condition), ({ k, n }) => {
        const shapes = { a: k + 1, b: n - k + 1 }
        const member = (p: number): number => FAMILIES[family](p, exactMean(shapes), exactVariance(shapes))
        for (const p of [1 / 8, 1 / 4, 3 / 4, 7 / 8]) {
          const got = Math.log(posteriorDensity(p, k, n) / posteriorDensity(1 / 2, k, n))
          w.close(`ln density at ${p}, less that at 1/2, after ${k} of ${n}`, got, member(p) - member(1 / 2), 1e-9)
        }
      }),
  })
}

export const posteriorFamily: Readonly<Record<Family, Spec>> = { beta: posteriorIs('beta'), normal: posteriorIs('normal') }
