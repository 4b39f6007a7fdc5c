import betaincinv from '@stdlib/math-base-special-kernel-betaincinv'
import type { Beta } from './tosses.ts'

/** The p below which a Beta distribution has the mass `probability`. Absolute error below 1e-11 for shapes from 0.5 to 5000. */
export function betaQuantile(probability: number, { a, b }: Beta): number {
  if (probability <= 0) return 0
  if (probability >= 1) return 1
  return betaincinv(a, b, probability, 1 - probability)[0] ?? NaN
}
