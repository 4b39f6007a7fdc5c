/** How far the estimates of a coin are off on average, for a coin whose heads have probability p. */
import { requireProbability, requireTrials } from './trials.ts'

/**
 * Mean squared error of k / n: its variance, as it has no bias.
 * @throws RangeError unless n is an integer >= 1 and 0 <= p <= 1
 */
export function mseOfMle(p: number, n: number): number {
  requireProbability('mseOfMle', p)
  requireTrials('mseOfMle', n, 1)
  return (p * (1 - p)) / n
}

/**
 * Mean squared error of (k + 1) / (n + 2): its variance n p (1-p) / (n+2)^2 and the square of its bias (1 - 2p) / (n + 2).
 * @throws RangeError unless n is an integer >= 0 and 0 <= p <= 1
 */
export function mseOfPosteriorMean(p: number, n: number): number {
  requireProbability('mseOfPosteriorMean', p)
  requireTrials('mseOfPosteriorMean', n)
  return (n * p * (1 - p) + (1 - 2 * p) ** 2) / (n + 2) ** 2
}

/**
 * The open interval of p in which (k + 1) / (n + 2) has the smaller mean squared error of the two. With v = p (1 - p) it is
 * n v + 1 - 4v < (n+2)^2 v / n, that is v > n / (8n + 4). It shrinks with n, to half-width sqrt(1/8) around 1/2.
 * @throws RangeError unless n is an integer >= 1
 */
export function whereBayesWins(n: number): { low: number; high: number } {
  requireTrials('whereBayesWins', n, 1)
  const halfWidth = Math.sqrt((n + 1) / (2 * n + 1)) / 2 // sqrt(1 - 4 n / (8n + 4)) / 2
  return { low: 0.5 - halfWidth, high: 0.5 + halfWidth }
}
