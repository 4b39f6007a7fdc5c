/** The sizes that show that a claimed bound is loose or wrong. */
import fc, { type Arbitrary } from 'fast-check'
import { cost } from './any-cost.ts'
import type { BoundWitness, Cost, Sizes } from '../../../src/contract/complexity.ts'
import { valueAt } from './growth.ts'
import { law, table, type Spec } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'

const mkAndN: Cost = [[{ m: 1, k: 1 }, { n: 1 }]]
const mk: Cost = [[{ m: 1, k: 1 }]]
const mn: Cost = [[{ m: 1, n: 1 }]]

/** Pairs that differ along few growths only, or by more than a number holds. */
const thin: readonly (readonly [claim: Cost, of: Cost])[] = [
  [
    [
      [
        { m: 1.5, k: 2 },
        { m: 1.5, n: 1.5 },
      ],
    ],
    [
      [{ m: 2 }],
      [
        { m: 1, n: 2, k: 1.5 },
        { m: 0.5, n: 1, k: 1.5 },
      ],
    ],
  ],
  [[[{ m: 1.5, n: 2, k: 1 }, { k: 2 }, { m: 0.5 }]], [[{ m: 2, k: 1 }], [{ m: 1.5, n: 2, k: 1.5 }]]],
  [[[{ m: 2, k: 0.5 }, { m: 1, n: 2, k: 2 }, {}], [{}]], [[{ m: 1.5, n: 0.5, k: 2 }, {}]]],
  [[[{ m: 64, n: 64, k: 64 }]], [[{ m: 1, k: 1 }]]],
  // wrong only where 5.5 < log(m) / log(n) < 5.75
  [
    [
      [
        { m: 1, n: 12.5 },
        { m: 3, n: 1.25 },
      ],
    ],
    [[{ m: 2, n: 7 }]],
  ],
]

const claimAndCost = (): Arbitrary<readonly [claim: Cost, of: Cost]> =>
  fc.oneof({ arbitrary: fc.tuple(cost(), cost()), weight: 15 }, { arbitrary: fc.constantFrom(...thin), weight: 1 })

const specs: readonly Spec[] = [
  law({
    id: 'classify-bound.witness-in-numbers',
    says: 'a loose or wrong bound comes with sizes at which it is at least ten times too large or too small, and more so farther along the same growth',
    cites: 'derived here: without logarithms a ratio along a growth is a power of N, up to constant factors',
    needs: ['classifyBound'],
    reaches: ['loose', 'wrong'],
    holds: ({ classifyBound }, w) =>
      fc.property(claimAndCost(), ([claim, of]) => {
        const bound = classifyBound(claim, of)
        w.reached(bound.verdict)
        if (bound.verdict === 'tight') {
          w.equal('of what is tight', classifyBound(of, claim).verdict, 'tight')
          return
        }
        requireWitness(w, bound.witness, bound.verdict, claim, of)
      }),
  }),
  law({
    id: 'classify-bound.thin-differences',
    says: 'costs that differ along few growths only are told apart, with sizes that show it',
    cites: 'derived here: each pair differs by its exponents along a growth that is named or was found by elimination',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      table(thin, ([claim, of]) => {
        const bound = classifyBound(claim, of)
        w.require('they differ', bound.verdict !== 'tight', bound)
        if (bound.verdict !== 'tight') requireWitness(w, bound.witness, bound.verdict, claim, of)
      }),
  }),
  law({
    id: 'classify-bound.known-witnesses',
    says: 'with a million examples of a hundred of a million features, m*n is 1e12 and m*n*k is 1e14 where m*k is 1e8, and n*k is 1e8 where n is 1e6',
    cites: 'derived here: arithmetic',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      table<{ claim: Cost; of: Cost; claimed: number; cost: number }>(
        [
          { claim: mn, of: mk, claimed: 1e12, cost: 1e8 },
          { claim: [[{ m: 1, n: 1, k: 1 }]], of: mk, claimed: 1e14, cost: 1e8 },
          { claim: [[{ n: 1, k: 1 }]], of: [[{ n: 1 }]], claimed: 1e8, cost: 1e6 },
          { claim: mn, of: mkAndN, claimed: 1e12, cost: 1.01e8 },
        ],
        ({ claim, of, claimed, cost: expected }) => {
          const bound = classifyBound(claim, of)
          w.equal('verdict', bound.verdict, 'loose')
          if (bound.verdict === 'tight') return
          w.equal('sizes', bound.witness.at, { m: 1e6, n: 1e6, k: 100 })
          // Products and sums of integers below 2^53, computed in one step each: exact.
          w.close('claimed and cost', [bound.witness.claimed, bound.witness.cost], [claimed, expected], 0)
        },
      ),
  }),
]

export default specs

function requireWitness(
  w: Witness,
  { along, at, claimed, cost: value }: BoundWitness,
  verdict: string,
  claim: Cost,
  of: Cost,
): void {
  const { m, n, k } = at
  w.require('sizes are integers with m >= 1 and 1 <= k <= n', [m, n, k].every((x) => x >= 1 && x === Math.round(x)) && k <= n, at)
  // A few roundings of powers and sums of at most three terms, relative.
  w.close('claimed', claimed / valueAt(claim, at), 1, 1e-12)
  w.close('cost', value / valueAt(of, at), 1, 1e-12)
  const excess = (sizes: Sizes): number => (valueAt(claim, sizes) / valueAt(of, sizes)) ** (verdict === 'wrong' ? -1 : 1)
  w.require('the ratio is at least ten', excess(at) >= 10 * (1 - 1e-12), excess(at))
  // Along the growth the ratio is N^d with d >= 1/2 up to a factor of 3 either way, as exponents are halves and sums have at most three terms;
  // so a hundredfold N makes it more than 10 / 9 of what it was.
  const farther = { m: m * 100 ** along.m, n: n * 100 ** along.n, k: k * 100 ** along.k }
  if (!Number.isFinite(valueAt([[...claim, ...of].flat()], farther))) return
  w.require('the ratio grows along the growth', excess(farther) > excess(at), { at, farther })
}
