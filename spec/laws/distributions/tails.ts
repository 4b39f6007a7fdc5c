/** Distribution functions: frozen values, symmetry, inversion, and the tails that 1 - cdf loses. */
import fc from 'fast-check'
import { BETA, BETA_QUANTILE, CHI_SQUARE, NORMAL, NORMAL_QUANTILE } from './distribution-tables.ts'
import { law, table } from '../../judge/spec.ts'

/** Relative; what the contract grants. */
const RELATIVE = 1e-11

const normalTable = law({
  id: 'normal.cdf-matches-frozen-values',
  says: 'the normal distribution function and its upper tail have a relative error below 1e-11 from -36 to 30',
  cites: 'mpmath at 40 digits, frozen in oracles/distribution-tables',
  needs: ['normalCdf', 'normalUpperTail'],
  holds: ({ normalCdf, normalUpperTail }, w) =>
    table(NORMAL, ([z, lower, upper]) => {
      w.close(`normalCdf(${z})`, normalCdf(z), lower, RELATIVE * lower)
      w.close(`normalUpperTail(${z})`, normalUpperTail(z), upper, RELATIVE * upper)
    }),
})

const normalQuantileTable = law({
  id: 'normal.quantile-matches-frozen-values',
  says: 'the normal quantile has a relative error below 1e-11 from p = 1e-300 on',
  cites: 'mpmath at 40 digits, frozen in oracles/distribution-tables',
  needs: ['normalQuantile'],
  holds: ({ normalQuantile }, w) =>
    table(NORMAL_QUANTILE, ([p, z]) => w.close(`normalQuantile(${p})`, normalQuantile(p), z, RELATIVE * Math.abs(z))),
})

const normalSymmetric = law({
  id: 'normal.is-symmetric',
  says: 'P(Z <= -z) = P(Z >= z) and P(Z <= z) + P(Z >= z) = 1 for every z in [-9, 9]',
  cites: 'symmetry of the normal density',
  needs: ['normalCdf', 'normalUpperTail'],
  holds: ({ normalCdf, normalUpperTail }, w) =>
    fc.property(
      fc.integer({ min: -576, max: 576 }).map((i) => i / 64),
      (z) => {
        const upper = normalUpperTail(z)
        w.close('reflected', normalCdf(-z), upper, RELATIVE * upper)
        w.close('sum of the tails', normalCdf(z) + upper, 1, 2 * RELATIVE)
      },
    ),
})

const betaTable = law({
  id: 'beta.cdf-matches-frozen-values',
  says: 'the Beta distribution function and its upper tail have a relative error below 1e-11, 1e-10 for shapes of 1e6, also beside 0 and 1',
  cites: 'mpmath at 40 digits, frozen in oracles/distribution-tables',
  needs: ['betaCdf', 'betaUpperTail'],
  holds: ({ betaCdf, betaUpperTail }, w) =>
    table(BETA, ([x, a, b, lower, upper]) => {
      // a x^a has the condition number a: 1e6 * 2^-53 = 1.1e-10 in the terms, less in their sum
      const relative = a >= 1e6 ? 1e-10 : RELATIVE
      w.close(`betaCdf(${x}, ${a}, ${b})`, betaCdf(x, a, b), lower, relative * lower)
      w.close(`betaUpperTail(${x}, ${a}, ${b})`, betaUpperTail(x, a, b), upper, relative * upper)
    }),
})

const betaQuantileTable = law({
  id: 'beta.quantile-matches-frozen-values',
  says: 'the Beta quantile has a relative error below 1e-11, also for shapes of 1e6 and below 1',
  cites: 'mpmath at 40 digits, frozen in oracles/distribution-tables',
  needs: ['betaQuantile'],
  holds: ({ betaQuantile }, w) =>
    table(BETA_QUANTILE, ([p, a, b, x]) => w.close(`betaQuantile(${p}, ${a}, ${b})`, betaQuantile(p, a, b), x, RELATIVE * x)),
})

const betaInverse = law({
  id: 'beta.quantile-inverts-the-cdf',
  says: 'P(X <= quantile(p)) = p for every Beta with shapes from 1/2 to 64',
  cites: 'definition of a quantile',
  needs: ['betaCdf', 'betaQuantile'],
  holds: ({ betaCdf, betaQuantile }, w) => {
    const shape = fc.integer({ min: 1, max: 128 }).map((i) => i / 2)
    const probability = fc.integer({ min: 1, max: 255 }).map((i) => i / 256)
    // near 1 a quantile is rounded to 2^-53, which for shape 1/2 moves the mass by sqrt(2^-53) = 1e-8 at most
    return fc.property(probability, shape, shape, (p, a, b) =>
      w.close('cdf of the quantile', betaCdf(betaQuantile(p, a, b), a, b), p, b < 1 ? 2e-8 : 1e-10),
    )
  },
})

const chiSquareTable = law({
  id: 'chi-square.upper-tail-matches-frozen-values',
  says: 'the upper tail of chi-square has a relative error below 1e-11 up to 1000 degrees of freedom',
  cites: 'mpmath at 40 digits, frozen in oracles/distribution-tables',
  needs: ['chiSquareUpperTail'],
  holds: ({ chiSquareUpperTail }, w) =>
    table(CHI_SQUARE, ([x, df, upper]) => w.close(`x = ${x}, df = ${df}`, chiSquareUpperTail(x, df), upper, RELATIVE * upper)),
})

const chiSquareOfOne = law({
  id: 'chi-square.with-one-degree-is-a-squared-normal',
  says: 'P(X >= z^2) at one degree of freedom is twice P(Z >= z) for every z in [0, 8]',
  cites: 'definition of chi-square',
  needs: ['chiSquareUpperTail', 'normalUpperTail'],
  holds: ({ chiSquareUpperTail, normalUpperTail }, w) =>
    fc.property(
      fc.integer({ min: 0, max: 512 }).map((i) => i / 64),
      (z) => w.close('tail', chiSquareUpperTail(z ** 2, 1), 2 * normalUpperTail(z), 2 * RELATIVE * normalUpperTail(z)),
    ),
})

const argumentsChecked = law({
  id: 'tails.reject-impossible-arguments',
  says: 'probabilities, shapes and degrees of freedom outside their ranges are RangeErrors that say the value',
  cites: 'contract',
  needs: ['normalQuantile', 'betaCdf', 'betaUpperTail', 'betaQuantile', 'chiSquareUpperTail'],
  holds: (tails, w) =>
    table([-0.5, NaN, Infinity], (bad) => {
      const mention = String(bad)
      w.throws('normalQuantile', RangeError, mention, () => tails.normalQuantile(bad))
      for (const part of ['betaCdf', 'betaUpperTail', 'betaQuantile'] as const) {
        w.throws(`${part}: first argument`, RangeError, mention, () => tails[part](bad, 2, 3))
        w.throws(`${part}: a`, RangeError, mention, () => tails[part](0.5, bad, 3))
        w.throws(`${part}: b`, RangeError, mention, () => tails[part](0.5, 2, bad))
      }
      w.throws('chiSquareUpperTail: df', RangeError, mention, () => tails.chiSquareUpperTail(1, bad))
      w.throws('chiSquareUpperTail: x', RangeError, '-1', () => tails.chiSquareUpperTail(-1, 1))
      w.throws('chiSquareUpperTail: df too large', RangeError, '1001', () => tails.chiSquareUpperTail(1001, 1001))
      for (const end of [0, 1]) w.throws('normalQuantile at an end', RangeError, String(end), () => tails.normalQuantile(end))
    }),
})

export default [
  normalTable,
  normalQuantileTable,
  normalSymmetric,
  betaTable,
  betaQuantileTable,
  betaInverse,
  chiSquareTable,
  chiSquareOfOne,
  argumentsChecked,
]
