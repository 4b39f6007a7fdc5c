/** The likeliest head probability of a coin. */
import fc from 'fast-check'
import { leaningPriors, trials } from './any-coin.ts'
import { exactPeak } from './published.ts'
import { law, once } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'

export const mleMaximises = law({
  id: 'mle.maximises-the-likelihood',
  says: 'the MLE is the p at which p^k (1-p)^(n-k) is largest',
  cites: 'definition; the peak is found by exact comparison of neighbours on a grid of 2^-48',
  needs: ['mle'],
  reaches: ['no heads', 'heads only', 'heads and tails'],
  holds: ({ mle }, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      w.reached(k === 0 ? 'no heads' : k === n ? 'heads only' : 'heads and tails')
      w.close(`mle(${k}, ${n})`, mle(k, n) ?? NaN, exactPeak(k, n - k), CLOSED_FORM)
    }),
})

export const noMleWithoutTrials = law({
  id: 'mle.none-without-trials',
  says: 'without trials there is no MLE: every p is as likely',
  cites: 'p^0 (1-p)^0 = 1',
  needs: ['mle'],
  holds: ({ mle }, w) => once(() => w.equal('mle(0, 0)', mle(0, 0), undefined)),
})

export const mleIgnoresThePrior = law({
  id: 'mle.ignores-the-prior',
  says: 'the MLE is where posterior density over prior density is largest, whatever the prior: the prior cancels',
  cites: "Bayes' theorem: the ratio is the likelihood, up to a constant",
  needs: ['mle', 'posterior'],
  runs: 50,
  holds: ({ mle, posterior }, w) =>
    fc.property(trials({ atLeast: 1 }), leaningPriors, ({ k, n }, prior) => {
      const { a, b } = posterior(k, n, prior)
      w.close(`mle(${k}, ${n})`, mle(k, n) ?? NaN, exactPeak(a - prior.a, b - prior.b), CLOSED_FORM)
    }),
})

export default [mleMaximises, noMleWithoutTrials, mleIgnoresThePrior]
