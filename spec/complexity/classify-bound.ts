/** What a claimed bound is worth: the decision rule, against enumeration, closed forms and its own algebra. */
import fc from 'fast-check'
import { cost, costWithLogarithms, monomial } from '../arbitraries/costs.ts'
import type { BoundWitness, Cost, Growth, Sizes } from '../contract/complexity.ts'
import { compareRates, growthGrid, rateOf, valueAt } from '../oracles/growth.ts'
import { law, once, table, type Spec } from '../spec.ts'
import type { Witness } from '../witness.ts'

const grid = growthGrid(5)
/** The sizes with powers of log(N) as well, on a coarser grid; a power can be negative where the size has a power of N. */
const logPowers = [-1, -1 / 2, 0, 1 / 2, 1]
const gridWithLogarithms: Growth[] = growthGrid(2).flatMap((growth) =>
  logPowers.flatMap((m) =>
    logPowers.flatMap((n) =>
      logPowers
        .filter((k) => (growth.m > 0 || m >= 0) && (growth.k > 0 || k >= 0) && (growth.n > growth.k || n >= k))
        .map((k) => ({ ...growth, logs: { m, n, k } })),
    ),
  ),
)

const holds = (claim: Cost, of: Cost, along: Growth): number => compareRates(rateOf(claim, along), rateOf(of, along))

const mkAndN: Cost = [[{ m: 1, k: 1 }, { n: 1 }]]
const mk: Cost = [[{ m: 1, k: 1 }]]
const mn: Cost = [[{ m: 1, n: 1 }]]
const leastOfNAndMk: Cost = [[{ n: 1 }], [{ m: 1, k: 1 }]]

/** All m^a n^b k^c with exponents 0, 1 and 2. */
const monomials = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => ({ a, b, c }))))

const specs: readonly Spec[] = [
  law({
    id: 'classify-bound.agrees-with-enumeration',
    says: 'a bound is wrong if the cost outgrows it along some growth of a grid, and loose or wrong only along a growth that shows it',
    cites:
      'derived here: the order of a cost is its rate along every growth of the sizes; the grid finds differences, the witness proves them',
    needs: ['classifyBound'],
    reaches: ['tight', 'loose', 'wrong'],
    runs: 150,
    holds: ({ classifyBound }, w) =>
      fc.property(cost(), fc.oneof(cost(), fc.constant(undefined)), (claim, other) => {
        const of = other ?? claim.map((sum) => [...sum, ...sum])
        requireAgreement(w, classifyBound(claim, of), claim, of, grid)
      }),
  }),
  law({
    id: 'classify-bound.logarithms-break-ties',
    says: 'with logarithms, a bound is judged by its rate along every growth N^a log(N)^b of the sizes',
    cites: 'derived here: along such a growth a monomial is a power of N times a power of log(N)',
    needs: ['classifyBound'],
    reaches: ['tight', 'loose', 'wrong'],
    runs: 60,
    holds: ({ classifyBound }, w) =>
      fc.property(costWithLogarithms(), fc.oneof(costWithLogarithms(), fc.constant(undefined)), (claim, other) => {
        const of = other ?? claim.map((sum) => [...sum, ...sum])
        requireAgreement(w, classifyBound(claim, of), claim, of, gridWithLogarithms)
      }),
  }),
  law({
    id: 'classify-bound.known-logarithms',
    says: 'm*log(n) lies between m and m*n; m*log(m) + n*log(n) bounds m*log(n); m^2*log(n) + n^2 does not bound m*n*log(n)',
    cites:
      'Cormen et al. 2022, section 3.3, for log(n) = o(n); derived here: at n = m sqrt(log(n)) the last ratio is about 2 / sqrt(log(n))',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      table<{ claim: Cost; of: Cost; verdict: string }>(
        [
          { claim: [[{ m: 1, logN: 1 }]], of: [[{ m: 1 }]], verdict: 'loose' },
          { claim: mn, of: [[{ m: 1, logN: 1 }]], verdict: 'loose' },
          { claim: [[{ m: 1, n: 0.5 }]], of: [[{ m: 1, logN: 2 }]], verdict: 'loose' },
          { claim: [[{ m: 1, logK: 1 }]], of: [[{ m: 1, logN: 1 }]], verdict: 'wrong' },
          { claim: [[{ n: 1, logN: 1 }]], of: [[{ n: 1, logK: 1 }]], verdict: 'loose' },
          {
            claim: [
              [
                { m: 1, logM: 1 },
                { n: 1, logN: 1 },
              ],
            ],
            of: [[{ m: 1, logN: 1 }]],
            verdict: 'loose',
          },
          { claim: [[{ m: 2, logN: 1 }, { n: 2 }]], of: [[{ m: 1, n: 1, logN: 1 }]], verdict: 'wrong' },
          { claim: [[{ m: 2, logN: 2 }, { n: 2 }]], of: [[{ m: 1, n: 1, logN: 1 }]], verdict: 'loose' },
        ],
        ({ claim, of, verdict }) => w.equal('verdict', classifyBound(claim, of).verdict, verdict),
      ),
  }),
  law({
    id: 'classify-bound.one-monomial',
    says: 'O(m^a n^b k^c) bounds m*k + n iff a, b and b + c are at least 1, and is never tight; it bounds m*k iff a and b + c are at least 1, tight only for m*k',
    cites: 'derived here: the growths m alone, n alone, and n with k are the extreme rays of all growths with k <= n',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      table(monomials, ({ a, b, c }) => {
        const claim = [[{ m: a, n: b, k: c }]]
        w.equal('for m*k + n', classifyBound(claim, mkAndN).verdict, a >= 1 && b >= 1 && b + c >= 1 ? 'loose' : 'wrong')
        const same = a === 1 && b === 0 && c === 1
        w.equal('for m*k', classifyBound(claim, mk).verdict, same ? 'tight' : a >= 1 && b + c >= 1 ? 'loose' : 'wrong')
      }),
  }),
  law({
    id: 'classify-bound.minimum',
    says: 'm*k and n are each loose bounds of min(n, m*k), 1 is none, and m*k + min(n, m*k) is of the order of m*k',
    cites: 'derived here: a minimum is at most each of its sides, and below each of them somewhere',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      once(() => {
        w.equal('m*k', classifyBound(mk, leastOfNAndMk).verdict, 'loose')
        w.equal('n', classifyBound([[{ n: 1 }]], leastOfNAndMk).verdict, 'loose')
        w.equal('1', classifyBound([[{}]], leastOfNAndMk).verdict, 'wrong')
        w.equal('itself', classifyBound(leastOfNAndMk, leastOfNAndMk.toReversed()).verdict, 'tight')
        w.equal('with m*k', classifyBound(mk, [[{ m: 1, k: 1 }, { n: 1 }], [{ m: 1, k: 1 }]]).verdict, 'tight')
      }),
  }),
  law({
    id: 'classify-bound.dominated-terms',
    says: 'the order of the terms, a repeated term, and a term that divides another change no verdict',
    cites: 'Cormen et al. 2022, section 3.2: f + g is Theta(max(f, g))',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      fc.property(fc.array(monomial(), { minLength: 2, maxLength: 3 }), cost(), ([first = {}, ...rest], of) => {
        const padded = [...rest, first, { m: (first.m ?? 0) / 2, n: first.n ?? 0, k: 0 }, ...rest]
        w.equal('verdict', classifyBound([padded], of).verdict, classifyBound([[first, ...rest]], of).verdict)
        w.equal('of the cost', classifyBound(of, [padded]).verdict, classifyBound(of, [[first, ...rest]]).verdict)
      }),
  }),
  law({
    id: 'classify-bound.transitive',
    says: 'a bound of a bound is a bound, and tight bounds of tight bounds are tight',
    cites: 'Cormen et al. 2022, section 3.2: transitivity',
    needs: ['classifyBound'],
    reaches: ['a chain of loose bounds'],
    holds: ({ classifyBound }, w) =>
      fc.property(monomial(), monomial(), monomial(), cost(), (c, b, a, more) => {
        // Each is the one before with something added, so that chains are met; halves of exponents tell close costs apart.
        const low: Cost = [[{ m: (c.m ?? 0) / 2 }]]
        const middle: Cost = [[{ m: (c.m ?? 0) / 2 + (b.m ?? 0) / 2 }]]
        const high: Cost = [[{ m: (c.m ?? 0) / 2 + (b.m ?? 0) / 2 + (a.m ?? 0) / 2 }]]
        for (const [x, y, z] of [
          [high, middle, low],
          [low, middle, high],
          [high, low, middle],
          [high, more, low],
          [more, high, low],
        ]) {
          if (x === undefined || y === undefined || z === undefined) continue
          const [xy, yz, xz] = [classifyBound(x, y).verdict, classifyBound(y, z).verdict, classifyBound(x, z).verdict]
          if (xy === 'loose' && yz === 'loose') w.reached('a chain of loose bounds')
          if (xy !== 'wrong' && yz !== 'wrong') w.equal('of three', xz === 'wrong' ? 'wrong' : 'a bound', 'a bound')
          if (xy === 'tight' && yz === 'tight') w.equal('of three tight', xz, 'tight')
          else w.equal('itself', classifyBound(x, x).verdict, 'tight')
        }
      }),
  }),
  law({
    id: 'classify-bound.witness-in-numbers',
    says: 'a loose or wrong bound comes with sizes at which it is at least ten times too large or too small, and more so farther along the same growth',
    cites: 'derived here: without logarithms a ratio along a growth is a power of N, up to constant factors',
    needs: ['classifyBound'],
    reaches: ['loose', 'wrong'],
    holds: ({ classifyBound }, w) =>
      fc.property(cost(), cost(), (claim, of) => {
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
  law({
    id: 'classify-bound.refuses-no-cost',
    says: 'a cost without a term, and an exponent that is no multiple of 1/12 within 64, are refused by name',
    cites: 'the contract',
    needs: ['classifyBound'],
    holds: ({ classifyBound }, w) =>
      table<Cost>([[], [[]], [[{ m: 1 }], []], [[{ m: 0.1 }]], [[{ n: NaN }]], [[{ k: 65 }]]], (bad) => {
        w.throws('as a claim', RangeError, 'classifyBound', () => classifyBound(bad, mk))
        w.throws('as a cost', RangeError, 'classifyBound', () => classifyBound(mk, bad))
      }),
  }),
]

export default specs

type Judged = { readonly verdict: string; readonly witness?: BoundWitness }

/** Whatever differs on the grid must be in the verdict, and the verdict must be shown by its growth. */
function requireAgreement(w: Witness, bound: Judged, claim: Cost, of: Cost, growths: readonly Growth[]): void {
  w.reached(bound.verdict)
  const rates = growths.map((along) => holds(claim, of, along))
  if (bound.verdict !== 'wrong')
    w.require(
      'the claim grows as fast as the cost along every growth',
      rates.every((rate) => rate >= 0),
      bound,
    )
  if (bound.verdict === 'tight')
    w.require(
      'the claim grows no faster than the cost',
      rates.every((rate) => rate <= 0),
      bound,
    )
  if (bound.witness === undefined) return
  const sign = bound.verdict === 'wrong' ? -1 : 1
  w.require('the witness grows apart as the verdict says', sign * holds(claim, of, bound.witness.along) > 0, bound)
}

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
