/** A coin that works in the prior that it was given. */
import { posterior } from '../../../../src/stats/beta-bernoulli.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'posterior.overwrites-the-prior',
    fault: 'the posterior is right, but it is written into the prior',
    refutedBy: ['posterior.is-prior-times-likelihood', 'posterior.sequential-is-batch'],
    parts: {
      posterior: (k, n, prior) => (prior === undefined ? posterior(k, n) : Object.assign(prior, posterior(k, n, prior))),
    },
  },
] satisfies readonly Mutant[]
