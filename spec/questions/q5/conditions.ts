/** What statements about a coin may depend on, and what a sheet may therefore assume. */
import fc, { type Arbitrary } from 'fast-check'
import { balancedTrials, type Trials } from '../../laws/coin/any-coin.ts'
import type { Condition } from '../../judge/spec.ts'

export const conditions = {
  /** The scale in which the posterior density is taken before it is maximised. */
  parametrisation: ['p', 'log-odds', 'arcsine'],
  /** Balanced: as many heads as tails. */
  data: ['unbalanced', 'balanced'],
  /** The priors that a statement is about: all Beta distributions, or those that lean to neither side. */
  priors: ['all', 'symmetric'],
  /** What the Bayes estimate minimises the posterior expectation of. Zero-one: the limit of a narrow window, that is the mode. */
  loss: ['squared', 'absolute', 'zero-one'],
  /** The head probability of the coin, for statements about repeated samples. */
  'true p': ['0.25', '0.05', '0.5', '0.75', '0.95'],
} as const

/** Samples of one kind of data, at least one trial. */
export function samples({ data }: Condition): Arbitrary<Trials> {
  if (data === 'balanced') return balancedTrials
  // k heads and at least one tail more; or the other way round
  const record = fc.record({ k: fc.nat(10), more: fc.integer({ min: 1, max: 10 }), swap: fc.boolean() })
  return record.map(({ k, more, swap }) => ({ k: swap ? k + more : k, n: 2 * k + more }))
}
