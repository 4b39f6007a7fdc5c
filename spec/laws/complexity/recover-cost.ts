/** The law behind operation counts: found exactly, or said not to exist. */
import fc from 'fast-check'
import type { Sizes } from '../../../src/contract/complexity.ts'
import { valueAt } from './growth.ts'
import { law, table, type Spec } from '../../judge/spec.ts'

const terms: Readonly<Record<string, (sizes: Sizes) => number>> = {
  '1': () => 1,
  m: ({ m }) => m,
  n: ({ n }) => n,
  k: ({ k }) => k,
  'm*k': ({ m, k }) => m * k,
  'n*k': ({ n, k }) => n * k,
  'm*n': ({ m, n }) => m * n,
  'm*n*k': ({ m, n, k }) => m * n * k,
  'min(n, m*k)': ({ m, n, k }) => Math.min(n, m * k),
}
const names = Object.keys(terms)

const specs: readonly Spec[] = [
  law({
    id: 'recover-cost.asks-inside-the-domain',
    says: 'counts are asked for whole sizes with m >= 1 and 1 <= k <= n only',
    cites: 'the contract: an example has at most n non-zeros',
    needs: ['recoverCost'],
    holds: ({ recoverCost }, w) =>
      table(['as stated'], () => {
        recoverCost((sizes) => {
          const { m, n, k } = sizes
          const inside = [m, n, k].every(Number.isInteger) && m >= 1 && k >= 1 && k <= n
          w.require('sizes inside the domain', inside, sizes)
          return m * k + n
        })
      }),
  }),
  law({
    id: 'recover-cost.planted-law',
    says: 'the coefficients of every law of whole multiples of 1, m, n, k, m*k, n*k, m*n, m*n*k and min(n, m*k) are found exactly, and its cost grows as it does',
    cites: 'derived here: counts are integers and the terms are independent, so the system has one solution',
    needs: ['recoverCost'],
    runs: 40,
    holds: ({ recoverCost }, w) =>
      fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: names.length, maxLength: names.length }), (drawn) => {
        const planted = Object.fromEntries(names.map((name, i) => [name, drawn[i] ?? 0] as const).filter(([, c]) => c !== 0))
        const count = (sizes: Sizes): number =>
          names.reduce((total, name) => total + (planted[name] ?? 0) * (terms[name]?.(sizes) ?? NaN), 0)
        const found = recoverCost(count)
        w.require('a law is found', found !== undefined, found)
        if (found === undefined) return
        w.equal('coefficients', sorted(found.coefficients), sorted(planted))
        // At most 27 units of terms, each at most the largest; so the ratio of law and cost is within [1/9, 27], or the law is 0.
        for (const sizes of [
          { m: 1e6, n: 1e6, k: 100 },
          { m: 100, n: 1e9, k: 10 },
          { m: 1e9, n: 100, k: 100 },
        ]) {
          const ratio = count(sizes) / valueAt(found.cost, sizes)
          w.require('the cost has the order of the law', drawn.every((c) => c === 0) || (ratio >= 1 / 9 && ratio <= 27), ratio)
        }
      }),
  }),
  law({
    id: 'recover-cost.names-what-leads',
    says: 'the cost leaves out what other terms of the sum outgrow: 2*m*k + n + 3*m + k + 7 costs m*k + n, and what costs nothing costs a constant',
    cites: 'the contract: without terms of lower order; m*k >= m and n >= k',
    needs: ['recoverCost'],
    holds: ({ recoverCost }, w) =>
      table<{ what: string; count: (sizes: Sizes) => number; leads: readonly (readonly string[])[] }>(
        [
          { what: '2*m*k + n + 3*m + k + 7', count: ({ m, n, k }) => 2 * m * k + n + 3 * m + k + 7, leads: [['m1k1', 'n1']] },
          { what: 'm*n*k + m*n + n*k', count: ({ m, n, k }) => m * n * k + m * n + n * k, leads: [['m1n1k1']] },
          { what: 'min(n, m*k) + m', count: ({ m, n, k }) => Math.min(n, m * k) + m, leads: [['m1', 'n1'], ['m1k1']] },
          { what: 'min(n, m*k) + n', count: ({ m, n, k }) => Math.min(n, m * k) + n, leads: [['n1']] },
          { what: '5', count: () => 5, leads: [['']] },
          { what: '0', count: () => 0, leads: [['']] },
        ],
        ({ what, count, leads }) => {
          const sums = recoverCost(count)?.cost.map((sum) =>
            sum
              .map(({ m = 0, n = 0, k = 0 }) =>
                Object.entries({ m, n, k })
                  .flatMap(([name, e]) => (e === 0 ? [] : [name + e]))
                  .join(''),
              ) // prettier-ignore
              .toSorted(),
          )
          w.equal(what, sums?.toSorted(), leads)
        },
      ),
  }),
  law({
    id: 'recover-cost.no-law',
    says: 'counts that no combination of the terms gives have no law, be they off by one unit at one size',
    cites: 'derived here: an overdetermined system is solvable only if every equation agrees',
    needs: ['recoverCost'],
    holds: ({ recoverCost }, w) =>
      table<{ what: string; count: (sizes: Sizes) => number }>(
        [
          { what: 'm*k^2', count: ({ m, k }) => m * k * k },
          { what: 'n^2', count: ({ n }) => n * n },
          { what: 'm*k*log2(k)', count: ({ m, k }) => m * k * Math.log2(k) },
          { what: 'one more where n > 1000', count: ({ m, n, k }) => 2 * m * k + (n > 1000 ? 1 : 0) },
          { what: 'm - 2*m*k, which is negative', count: ({ m, k }) => m - 2 * m * k },
        ],
        ({ what, count }) => w.equal(what, recoverCost(count), undefined),
      ),
  }),
]

export default specs

function sorted(coefficients: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(coefficients).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
