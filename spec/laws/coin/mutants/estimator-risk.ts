/** Faults of the risk of estimates of a coin. */
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'risk.mse-lacks-the-squared-bias',
    fault: 'the mean squared error of the posterior mean lacks the square of its bias',
    refutedBy: ['risk.mse-of-posterior-mean', 'risk.average-over-uniform-p', 'risk.where-bayes-wins', 'risk.published-values'],
    parts: { mseOfPosteriorMean: (p, n) => (n * p * (1 - p)) / (n + 2) ** 2 },
  },
  {
    id: 'risk.bayes-wins-everywhere',
    fault: 'the posterior mean is said to be better for every p',
    refutedBy: ['risk.where-bayes-wins', 'risk.published-intervals'],
    parts: { whereBayesWins: () => ({ low: 0, high: 1 }) },
  },
  {
    id: 'risk.bayes-wins-as-if-n-were-infinite',
    fault: 'the interval in which the posterior mean is better is taken at n = infinity for every n',
    refutedBy: ['risk.where-bayes-wins', 'risk.published-intervals'],
    parts: { whereBayesWins: () => ({ low: 0.5 - Math.SQRT1_2 / 2, high: 0.5 + Math.SQRT1_2 / 2 }) },
  },
  {
    id: 'risk.takes-impossible-arguments',
    fault: 'risks of impossible arguments are numbers',
    refutedBy: ['risk.rejects-impossible-arguments'],
    parts: { mseOfMle: (p, n) => (p * (1 - p)) / n },
  },
] satisfies Mutant[]
