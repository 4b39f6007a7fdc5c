/** What is no experiment is refused by the name of the part; what is certain is an experiment. */
import { law, table } from '../../judge/spec.ts'

export default [
  law({
    id: 'experiments.refuse-by-their-own-name',
    says: 'rates outside [0, 1], sizes and numbers of comparisons that are no positive integers, levels outside (0, 1), unknown controls and corrections, and impossible counts are RangeErrors that name the part',
    cites: 'the contract',
    needs: [
      'adjustPValues',
      'dunnettCritical',
      'rangesOfN',
      'decidedFrom',
      'familywiseErrorRate',
      'patternProbability',
      'rejectionProbability',
      'peekingFalsePositiveRate',
      'loadings',
    ],
    holds: (
      {
        adjustPValues,
        dunnettCritical,
        rangesOfN,
        decidedFrom,
        familywiseErrorRate,
        patternProbability,
        rejectionProbability,
        peekingFalsePositiveRate,
        loadings,
      },
      w,
    ) =>
      table([-0.25, 1.5, NaN], (outside) => {
        const refuses = (name: string, call: () => unknown): void => w.throws(`${name} of ${outside}`, RangeError, name, call)
        const fair = { rate: 0.5, n: 4 }
        const rates = { A: 0.5, B: 0.1 }
        w.throws('rate', RangeError, String(outside), () =>
          decidedFrom({ rates: { A: 0.5, B: outside }, control: 'A', largest: 9 }),
        )
        refuses('alpha', () => decidedFrom({ rates, control: 'A', largest: 9, alpha: outside }))
        refuses('decidedFrom', () => decidedFrom({ rates, control: 'A', largest: outside }))
        for (const name of ['A', 'Z'])
          w.throws('no arm', RangeError, name, () => rangesOfN({ rates, control: 'A' }, { [name]: 'better' }))
        for (const counts of ['real', 'rounded', 'whole'] as const) {
          w.throws('no arm', RangeError, 'Z', () => rangesOfN({ rates, control: 'A', counts, largest: 9 }, { Z: 'undecided' }))
          w.throws('no rate', RangeError, String(outside), () =>
            rangesOfN({ rates: { A: 0.5, B: outside }, control: 'A', counts, largest: 9 }, {}),
          )
        }
        w.throws('no level', RangeError, 'alpha', () => rangesOfN({ rates, control: 'A', alpha: outside }, {}))
        w.throws('no control', RangeError, 'Z', () => rangesOfN({ rates, control: 'Z' }, {}))
        w.throws('counts', RangeError, 'floor', () => rangesOfN({ rates, control: 'A', counts: 'floor' as 'real' }, {}))
        w.throws('decision', RangeError, 'equal', () => rangesOfN({ rates, control: 'A' }, { B: 'equal' as 'better' }))
        const unknown = 'constructor' as 'Yates'
        w.throws('test', RangeError, unknown, () => rejectionProbability(unknown, fair, fair))
        w.throws('test', RangeError, unknown, () => rangesOfN({ rates, control: 'A', procedure: unknown }, {}))
        w.throws('loading', RangeError, 'dunnettCritical', () => dunnettCritical(0.05, [0.5, outside]))
        w.throws('no loadings', RangeError, 'dunnettCritical', () => dunnettCritical(0.05, []))
        for (const level of [0, 1]) {
          const flat = { rates: { A: 0.5, B: 0.5 }, control: 'A', n: 4, alpha: level }
          w.throws('level', RangeError, 'patternProbability', () => patternProbability(flat, { B: 'better' }))
          w.throws('level', RangeError, 'peeking', () => peekingFalsePositiveRate({ rate: 0.5, n: 4, looks: 2, alpha: level }))
        }
        w.throws('loading', RangeError, 'got 5', () => adjustPValues('Dunnett', [0], [5]))
        w.throws('no size', RangeError, 'got 0', () => decidedFrom({ rates, control: 'A', largest: 0 }))
        w.throws('no trials', RangeError, 'familywiseErrorRate', () => familywiseErrorRate('none', 0.5, 0, 2))
        w.throws('no comparisons', RangeError, 'familywiseErrorRate', () => familywiseErrorRate('none', 0.5, 4, 0))
        w.throws('no control', RangeError, 'Z', () => decidedFrom({ rates, control: 'Z', largest: 9 }))
        refuses('familywiseErrorRate', () => familywiseErrorRate('none', outside, 4, 2))
        refuses('familywiseErrorRate', () => familywiseErrorRate('none', 0.5, outside, 2))
        refuses('familywiseErrorRate', () => familywiseErrorRate('Sidak', 0.5, 4, outside))
        refuses('familywiseErrorRate', () => familywiseErrorRate('Bonferroni', 0.5, 4, 2, outside))
        w.throws('two steps', RangeError, 'Holm', () => familywiseErrorRate('Holm' as 'none', 0.5, 4, 2))
        const truth = { rates: { A: 0.5, B: outside }, control: 'A', n: 4, alpha: 0.1 }
        refuses('patternProbability', () => patternProbability(truth, { B: 'better' }))
        refuses('patternProbability', () =>
          patternProbability({ ...truth, rates: { A: 0.5, B: 0.5 }, n: outside }, { B: 'better' }),
        )
        refuses('rejectionProbability', () => rejectionProbability('pooled z', { rate: outside, n: 4 }, fair))
        refuses('rejectionProbability', () => rejectionProbability('pooled z', fair, { rate: 0.5, n: outside }))
        refuses('peekingFalsePositiveRate', () => peekingFalsePositiveRate({ rate: outside, n: 4, looks: 2 }))
        const arm = { successes: 1, n: 2 }
        refuses('loadings', () => loadings([{ successes: -1, n: 2 }], arm))
        refuses('loadings', () => loadings([arm], { successes: 1, n: -Math.abs(outside) }))
      }),
  }),
  law({
    id: 'exact-rates.of-certain-outcomes',
    says: 'arms that always fail and arms that never do are told apart for certain, and are never told apart from their like',
    cites: 'derived here: one table has all the mass; z of 0 of n against n of n is sqrt(2 n)',
    needs: ['patternProbability', 'rejectionProbability', 'familywiseErrorRate', 'peekingFalsePositiveRate'],
    holds: ({ patternProbability, rejectionProbability, familywiseErrorRate, peekingFalsePositiveRate }, w) =>
      table([2, 7, 40], (n) => {
        const certain = { rates: { A: 0, B: 1, C: 0 }, control: 'A', n, alpha: 0.05 }
        w.close('as it is', patternProbability(certain, { B: 'better', C: 'undecided' }), 1, 1e-10)
        w.close('the other way', patternProbability({ ...certain, control: 'B' }, { A: 'worse', C: 'worse' }), 1, 1e-10)
        w.close('told apart', rejectionProbability('pooled z', { rate: 1, n }, { rate: 0, n }), 1, 1e-10)
        for (const rate of [0, 1]) {
          w.close('alike', rejectionProbability('pooled z', { rate, n }, { rate, n }), 0, 1e-10)
          w.close('a family', familywiseErrorRate('none', rate, n, 3), 0, 1e-10)
          w.close('two looks', peekingFalsePositiveRate({ rate, n, looks: 2 }), 0, 1e-10)
        }
      }),
  }),
]
