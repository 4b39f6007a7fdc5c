/** The posterior of a coin: its distribution, and how trials change it. */
import fc from 'fast-check'
import { halfPriors, probabilities, trials, wholePriors } from './any-coin.ts'
import { exactNormaliser } from './published.ts'
import { law, table } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'
import type { Witness } from '../../judge/witness.ts'

export const posteriorIsLikelihood = law({
  id: 'posterior.is-the-likelihood-made-a-density',
  says: 'under a uniform prior the posterior density is proportional to p^k (1-p)^(n-k)',
  cites: "Bayes' theorem",
  premises: ['prior'],
  needs: ['posterior'],
  holds: ({ posterior }, w) =>
    fc.property(trials(), ({ k, n }) => {
      const { a, b } = posterior(k, n)
      requireConstant(w, (p) => (a - 1 - k) * Math.log(p) + (b - 1 - (n - k)) * Math.log(1 - p))
    }),
})

const posteriorIsProduct = law({
  id: 'posterior.is-prior-times-likelihood',
  says: 'for every Beta prior the posterior density is proportional to the prior density times p^k (1-p)^(n-k)',
  cites: "Bayes' theorem; DeGroot 1970, section 9.2",
  needs: ['posterior'],
  holds: ({ posterior }, w) =>
    fc.property(trials(), halfPriors, ({ k, n }, prior) => {
      const { a, b } = posterior(k, n, prior)
      requireConstant(w, (p) => (a - prior.a - k) * Math.log(p) + (b - prior.b - (n - k)) * Math.log(1 - p))
    }),
})

/** Two densities are proportional when the logarithm of their ratio is the same everywhere: here exactly, since shapes are dyadic. */
function requireConstant(w: Witness, logRatio: (p: number) => number): void {
  for (const p of [1 / 8, 1 / 4, 3 / 4, 7 / 8])
    w.close(`ln ratio at p = ${p}, less that at 1/2`, logRatio(p) - logRatio(1 / 2), 0, CLOSED_FORM)
}

const sequentialIsBatch = law({
  id: 'posterior.sequential-is-batch',
  says: 'updating on the trials one by one, in any order, gives the posterior of all trials at once',
  cites: 'P(p | x, y) is proportional to P(y | p) P(p | x) for independent trials',
  needs: ['posterior'],
  holds: ({ posterior }, w) =>
    fc.property(fc.array(fc.boolean(), { maxLength: 24 }), halfPriors, (heads, prior) => {
      const k = heads.filter(Boolean).length
      const oneByOne = heads.reduce((belief, head) => posterior(head ? 1 : 0, 1, belief), prior)
      w.equal(`${heads.length} updates`, oneByOne, posterior(k, heads.length, prior))
    }),
})

const densityIsNormalised = law({
  id: 'posterior-density.integrates-to-one',
  says: 'the posterior density is p^(A-1) (1-p)^(B-1) over its integral, with A = a + k and B = b + n - k',
  cites: 'definition; the integral is an exact fraction',
  needs: ['posteriorDensity'],
  holds: ({ posteriorDensity }, w) =>
    fc.property(trials(), wholePriors, probabilities, ({ k, n }, prior, p) => {
      const shapes = { a: prior.a + k, b: prior.b + n - k }
      const expected = exactNormaliser(shapes) * p ** (shapes.a - 1) * (1 - p) ** (shapes.b - 1)
      w.close('density', posteriorDensity(p, k, n, prior), expected, 1e-12 * (shapes.a + shapes.b) * expected)
    }),
})

/** Shapes of every kind: near 0, next to 1 on either side, next to 2, and up to 60: gamma functions overflow from 171 on. */
const anyShape = fc.constantFrom(0.01, 0.5, 1 - 2 ** -11, 1, 1 + 2 ** -11, 1.5, 2 - 2 ** -11, 2, 30.25, 60)

const densityGainsATrial = law({
  id: 'posterior-density.one-trial-more',
  says: 'whatever the shapes, a head more multiplies the posterior density by p (A + B) / A, and a tail more by (1 - p) (A + B) / B',
  cites: "Bayes' theorem: the likelihood of the trial over its predictive probability",
  needs: ['posteriorDensity'],
  holds: ({ posteriorDensity }, w) =>
    fc.property(trials(), anyShape, anyShape, fc.integer({ min: 1, max: 1023 }), ({ k, n }, a, b, step) => {
      const p = step / 1024
      const [A, B] = [a + k, b + n - k]
      const before = posteriorDensity(p, k, n, { a, b })
      // The contract grants each of the two 1e-12 (A + B), relative; what underflows is left out.
      const close = (what: string, got: number, factor: number): void => {
        if (before > 1e-290 && got > 1e-290) w.close(what, got / (before * factor), 1, 2e-12 * (A + B + 1))
      }
      close('a head more', posteriorDensity(p, k + 1, n + 1, { a, b }), (p * (A + B)) / A)
      close('a tail more', posteriorDensity(p, k, n + 1, { a, b }), ((1 - p) * (A + B)) / B)
    }),
})

const densityAtTheEnds = law({
  id: 'posterior-density.at-the-ends',
  says: 'at p = 0 the posterior density is infinite for A < 1, B for A = 1, and 0 for A > 1; at p = 1 likewise with A and B swapped',
  cites: 'limits of p^(A-1) (1-p)^(B-1) / B(A, B); B(1, B) = 1 / B',
  needs: ['posteriorDensity'],
  holds: ({ posteriorDensity }, w) =>
    table(
      [
        { a: 0.5, expected: Infinity },
        { a: 1, expected: 3 },
        { a: 2, expected: 0 },
      ],
      ({ a, expected }) => {
        w.close('at 0', posteriorDensity(0, 0, 1, { a, b: 2 }), expected, CLOSED_FORM * 10)
        w.close('at 1', posteriorDensity(1, 1, 1, { a: 2, b: a }), expected, CLOSED_FORM * 10)
      },
    ),
})

export default [
  posteriorIsLikelihood,
  posteriorIsProduct,
  sequentialIsBatch,
  densityIsNormalised,
  densityGainsATrial,
  densityAtTheEnds,
]
