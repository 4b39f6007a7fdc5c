/** What a claimed bound is worth: the decision rule, against enumeration and known logarithms. */
import fc from 'fast-check'
import { cost, costWithLogarithms } from './any-cost.ts'
import type { BoundWitness, Cost, Growth } from '../../../src/contract/complexity.ts'
import { compareRates, growthGrid, rateOf } from './growth.ts'
import { law, table, type Spec } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'

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

const mn: Cost = [[{ m: 1, n: 1 }]]

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
          { claim: [[{ m: 13 / 12 }]], of: [[{ m: 1, logM: 1 }]], verdict: 'loose' },
          {
            claim: [
              [
                { m: 1, n: 12.5 },
                { m: 3, n: 1.25 },
              ],
            ],
            of: [[{ m: 2, n: 7 }]],
            verdict: 'wrong',
          },
          // the same where k has to stay behind n, and where k has to keep up with n
          { claim: [[{ m: 2, logN: 1 }, { n: 2 }]], of: [[{ m: 1, n: 1, k: -0.5, logN: 1 }]], verdict: 'wrong' },
          {
            claim: [
              [
                { m: 2, n: 1, k: -1, logN: 1 },
                { n: 3, k: -1 },
              ],
            ],
            of: [[{ m: 1, n: 1, logN: 1 }]],
            verdict: 'wrong',
          },
          // the same of k and n / k, where m has to stand still
          {
            claim: [
              [
                { k: 2, logK: 1 },
                { n: 2, k: -2 },
              ],
            ],
            of: [[{ m: -1, n: 1, logK: 1 }]],
            verdict: 'wrong',
          },
        ],
        ({ claim, of, verdict }) => {
          const bound = classifyBound(claim, of)
          w.equal('verdict', bound.verdict, verdict)
          if (bound.verdict === 'tight') return
          const sign = verdict === 'wrong' ? -1 : 1
          w.require('the witness grows apart as the verdict says', sign * holds(claim, of, bound.witness.along) > 0, bound)
          const { claimed, cost: found } = bound.witness
          w.require('its sizes show it', verdict === 'wrong' ? claimed < found : claimed > found, bound)
        },
      ),
  }),
]

export default specs

type Judged = { readonly verdict: string; readonly witness?: BoundWitness }

/** Whatever differs on the grid must be in the verdict, and the verdict must be shown by its growth. */
function requireAgreement(w: Witness, bound: Judged, claim: Cost, of: Cost, growths: readonly Growth[]): void {
  w.reached(bound.verdict)
  if (bound.verdict !== 'wrong') {
    const rates = growths.map((along) => holds(claim, of, along))
    w.require('the claim grows as fast as the cost along every growth', rates.every((rate) => rate >= 0), bound) // prettier-ignore
    if (bound.verdict === 'tight') w.require('the claim grows no faster than the cost', rates.every((rate) => rate <= 0), bound) // prettier-ignore
  }
  if (bound.witness === undefined) return
  const sign = bound.verdict === 'wrong' ? -1 : 1
  w.require('the witness grows apart as the verdict says', sign * holds(claim, of, bound.witness.along) > 0, bound)
}
