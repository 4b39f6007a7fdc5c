/** The numbers that `truth.md` states, computed from the reference. */
import type { Mode } from '../../../src/contract/beta-bernoulli.ts'
import type { Numbers } from '../truth.ts'

const place = (mode: Mode): number | string => (mode.kind === 'point' ? mode.p : mode.kind)
const ends = (interval: { low: number; high: number } | undefined): number[] =>
  interval === undefined ? [] : [interval.low, interval.high]

export const numbers: Numbers = (reference) => {
  const { mle, posteriorMean, posteriorMedian, map, mapIn, mleIn, mseOfMle, mseOfPosteriorMean, whereBayesWins } = reference
  return {
    MLE: mle(3, 10) ?? 'undefined',
    'posterior mean': posteriorMean(3, 10),
    'posterior median': posteriorMedian(3, 10),
    'MAP in p': place(map(3, 10)),
    'MAP in log-odds, mapped back': place(mapIn('log-odds', 3, 10)),
    'MAP in arcsine, mapped back': place(mapIn('arcsine', 3, 10)),
    'MLE in log-odds and in arcsine, mapped back': [mleIn('log-odds', 3, 10) ?? NaN, mleIn('arcsine', 3, 10) ?? NaN],
    'shapes of the posterior': [reference.posterior(3, 10).a, reference.posterior(3, 10).b],
    'no trial: MLE, mean, MAP': [mle(0, 0) ?? 'undefined', posteriorMean(0, 0), place(map(0, 0))],
    'no head in 10: MLE, mean': [mle(0, 10) ?? NaN, posteriorMean(0, 10)],
    'MAP under Beta(2, 2) and under Beta(5, 1)': [place(map(3, 10, { a: 2, b: 2 })), place(map(3, 10, { a: 5, b: 1 }))],
    'MAP of no head in 10 under Beta(1/2, 1/2)': place(map(0, 10, { a: 0.5, b: 0.5 })),
    'mean of 50 heads in 100': posteriorMean(50, 100),
    'squared error at p = 0.3: MLE, mean': [mseOfMle(0.3, 10), mseOfPosteriorMean(0.3, 10)],
    'squared error at p = 0.05: MLE, mean': [mseOfMle(0.05, 10), mseOfPosteriorMean(0.05, 10)],
    'the mean is closer for p between': ends(whereBayesWins(10)),
    'the same for 1000 trials': ends(whereBayesWins(1000)),
    'average over the sample at p = 0.3: MLE, mean': [
      [...binomial(0.3, 10)].reduce((sum, chance, k) => sum + chance * (mle(k, 10) ?? NaN), 0),
      [...binomial(0.3, 10)].reduce((sum, chance, k) => sum + chance * posteriorMean(k, 10), 0),
    ],
    'the level, and half of the rest': [0.95, (1 - 0.95) / 2],
    '95 % equal-tailed': ends(reference.equalTailedInterval(3, 10, 0.95)),
    '95 % highest density': ends(reference.highestDensityInterval(3, 10, 0.95)),
    '95 % Clopper-Pearson': ends(reference.clopperPearson(3, 10, 0.95)),
    'coverage of the equal-tailed at p = 0.5, 0.05, 0.01': [0.5, 0.05, 0.01].map((p) =>
      reference.coverageOfEqualTailed(p, 10, 0.95),
    ),
  }
}

/** P(k heads in n trials), k = 0..n. */
function binomial(p: number, n: number): number[] {
  let chance = (1 - p) ** n
  return Array.from({ length: n + 1 }, (_, k) => {
    const own = chance
    chance *= ((n - k) / (k + 1)) * (p / (1 - p))
    return own
  })
}
