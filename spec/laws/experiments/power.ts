/** What a design can show: power, sample size, and the size of a test. */
import fc from 'fast-check'
import { PROCEDURES } from '../arms/procedures.ts'
import { GOLDEN, RATES } from './email-templates.ts'
import { everyCount } from './oracle.ts'
import { law, once, table } from '../../judge/spec.ts'

/** Masses of 1e-12 are cut off on each side of each arm and look; the contract grants this. */
const GRANTED = 1e-10
const rates = fc.integer({ min: 1, max: 15 }).map((i) => i / 16)

const inverse = law({
  id: 'power.n-inverts-the-power',
  says: 'at nPerArm trials the power is the one asked for, for any two rates, power and level',
  cites: 'definition; Fleiss, Levin and Paik 2003, section 4.2',
  needs: ['powerOfPooledZ', 'nPerArm'],
  holds: ({ powerOfPooledZ, nPerArm }, w) =>
    fc.property(rates, rates, fc.constantFrom(0.5, 0.8, 0.9, 0.99), fc.constantFrom(0.01, 0.05, 0.1), (p, q, power, alpha) => {
      if (p === q) return w.throws('equal rates', RangeError, String(p), () => nPerArm(p, q, power, alpha))
      w.close('power', powerOfPooledZ(p, q, nPerArm(p, q, power, alpha), alpha), power, GRANTED)
      w.close('swapped', nPerArm(q, p, power, alpha) / nPerArm(p, q, power, alpha), 1, 1e-13)
    }),
})

const goldenN = law({
  id: 'power.golden-n-for-80-percent',
  says: 'to see the observed differences with 80 % power takes 1355.37 (B), 5855.39 (C), 3840.85 (D) and 1034.87 (E) mails per template',
  cites: 'Fleiss, Levin and Paik 2003, formula 4.14 without continuity; 2 decimals',
  needs: ['nPerArm'],
  holds: ({ nPerArm }, w) => table(GOLDEN, (row) => w.close(row.name, nPerArm(RATES[row.name], 0.1, 0.8), row.n80, 0.005)),
})

const goldenPower = law({
  id: 'power.golden-email-templates',
  says: 'if the observed rates are true, the power at 500, 1000 and 2000 mails per template is the published one; the normal approximation is within 0.004',
  cites: 'sum over all tables (scipy.stats.binom); at n = 1000 to 6 digits, else 3',
  needs: ['rejectionProbability', 'powerOfPooledZ'],
  holds: ({ rejectionProbability, powerOfPooledZ }, w) =>
    table(GOLDEN, (row) => {
      for (const [i, n] of [500, 1000].entries()) {
        const exact = rejectionProbability('pooled z', { rate: RATES[row.name], n }, { rate: 0.1, n })
        w.close(`${row.name}: n = ${n}`, exact, row.power[i] ?? NaN, n === 1000 ? 5e-7 : 5e-4)
        w.close(`${row.name}: approximation`, powerOfPooledZ(RATES[row.name], 0.1, n), exact, 0.004)
      }
      w.close(`${row.name}: n = 2000`, powerOfPooledZ(RATES[row.name], 0.1, 2000), row.power[2], 0.004)
    }),
})

const frozenPower = law({
  id: 'power.approximation-matches-frozen-values',
  says: 'the normal approximation of the power has its published values',
  cites: 'scipy 1.17.1: norm.sf((z sqrt(2 m (1 - m)) - |d| sqrt(n)) / sqrt(p (1 - p) + q (1 - q))), m the mean rate',
  needs: ['powerOfPooledZ'],
  holds: ({ powerOfPooledZ }, w) =>
    table(
      [
        [0.07, 500, 0.3976366711149074],
        [0.07, 1000, 0.6722287729515425],
        [0.07, 2000, 0.9256118124869108],
        [0.085, 1000, 0.21111162010849777],
        [0.12, 1000, 0.2977321312482275],
        [0.14, 1000, 0.786387889882076],
      ] as const,
      ([rate, n, power]) => w.close(`${rate}, ${n}`, powerOfPooledZ(rate, 0.1, n), power, 1e-12),
    ),
})

const enumerated = law({
  id: 'rejection.is-the-sum-over-all-tables',
  says: 'the rejection probability of every test is the summed probability of the tables that it rejects',
  cites: 'definition; small arms, every table visited',
  needs: ['rejectionProbability', 'pValue'],
  runs: 20,
  holds: ({ rejectionProbability, pValue }, w) => {
    const sizes = fc.integer({ min: 1, max: 9 })
    const procedure = fc.constantFrom(...PROCEDURES)
    return fc.property(rates, rates, sizes, sizes, procedure, fc.constantFrom(0.05, 0.2), (p, q, n, m, test, alpha) => {
      let rejected = 0
      everyCount([n, m], [p, q], ([x = NaN, y = NaN], probability) => {
        if (pValue(test, { successes: x, n }, { successes: y, n: m }) <= alpha) rejected += probability
      })
      w.close(test, rejectionProbability(test, { rate: p, n }, { rate: q, n: m }, alpha), rejected, GRANTED)
    })
  },
})

const goldenSize = law({
  id: 'rejection.golden-size',
  says: 'the pooled z at 5 % with 1000 per arm and a common rate of 10 % has the true size 0.0498987',
  cites: 'sum over all tables',
  needs: ['rejectionProbability', 'peekingFalsePositiveRate'],
  holds: ({ rejectionProbability, peekingFalsePositiveRate }, w) =>
    once(() => {
      const size = rejectionProbability('pooled z', { rate: 0.1, n: 1000 }, { rate: 0.1, n: 1000 })
      w.close('size', size, 0.0498987, 5e-8)
      w.close('one look is no peeking', peekingFalsePositiveRate({ rate: 0.1, n: 1000, looks: 1 }), size, GRANTED)
    }),
})

export default [inverse, goldenN, goldenPower, frozenPower, enumerated, goldenSize]
