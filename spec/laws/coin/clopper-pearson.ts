/** The Clopper-Pearson confidence interval for the head probability of a coin. */
import fc from 'fast-check'
import { levels, probabilities, trials } from './any-coin.ts'
import { coverage, massBelow } from './published.ts'
import { law } from '../../judge/spec.ts'

/** What the contract grants in p for a quantile. A density of whole shapes is at most A + B - 1, which turns it into mass. */
const QUANTILE = 1e-9

const exactConfidence = law({
  id: 'clopper-pearson.ends-make-the-data-rare',
  says: 'at the lower end k heads or more, at the upper end k heads or fewer have probability (1 - level) / 2; without heads the lower end is 0, without tails the upper 1',
  cites: 'Clopper and Pearson 1934',
  needs: ['clopperPearson'],
  reaches: ['no heads', 'no tails', 'both'],
  holds: ({ clopperPearson }, w) =>
    fc.property(trials({ atLeast: 1 }), levels, ({ k, n }, level) => {
      const { low, high } = clopperPearson(k, n, level)
      const atLeast = (count: number, p: number): number => massBelow(p, { a: count, b: n - count + 1 })
      w.reached(k === 0 ? 'no heads' : k === n ? 'no tails' : 'both')
      if (k === 0) w.equal('low', low, 0)
      else w.close('P(K >= k) at the lower end', atLeast(k, low), (1 - level) / 2, QUANTILE * n)
      if (k === n) w.equal('high', high, 1)
      else w.close('P(K <= k) at the upper end', 1 - atLeast(k + 1, high), (1 - level) / 2, QUANTILE * n)
    }),
})

const exactCoverage = law({
  id: 'clopper-pearson.covers-everywhere',
  says: 'whatever p is, the Clopper-Pearson interval holds it with at least probability `level`',
  cites: 'Clopper and Pearson 1934; every sample counted',
  needs: ['clopperPearson'],
  runs: 30,
  holds: ({ clopperPearson }, w) =>
    fc.property(probabilities, fc.integer({ min: 1, max: 12 }), (p, n) => {
      w.require('covers', coverage(p, n, (k) => clopperPearson(k, n, 0.95)) >= 0.95 - 1e-12, { p, n })
    }),
})

export default [exactConfidence, exactCoverage]
