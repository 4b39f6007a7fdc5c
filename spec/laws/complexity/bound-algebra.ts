/** What a claimed bound is worth: closed forms, and the algebra of bounds. */
import fc from 'fast-check'
import { cost, monomial } from './any-cost.ts'
import type { Cost } from '../../../src/contract/complexity.ts'
import { law, once, table, type Spec } from '../../judge/spec.ts'

const mkAndN: Cost = [[{ m: 1, k: 1 }, { n: 1 }]]
const mk: Cost = [[{ m: 1, k: 1 }]]
const leastOfNAndMk: Cost = [[{ n: 1 }], [{ m: 1, k: 1 }]]

/** All m^a n^b k^c with exponents 0, 1 and 2. */
const monomials = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => ({ a, b, c }))))

const specs: readonly Spec[] = [
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
