/** The closed ends of intervals, and the largest arguments. */
import { law, table } from '../../judge/spec.ts'

export default [
  law({
    id: 'tails.reach-their-ends',
    says: 'the Beta distribution function is 0 at 0 and 1 at 1, and its quantile goes back to the ends, for shapes from 1/2 to 10^6',
    cites: 'definition',
    needs: ['betaCdf', 'betaUpperTail', 'betaQuantile'],
    holds: ({ betaCdf, betaUpperTail, betaQuantile }, w) =>
      table([0.5, 1, 2, 171, 1e6], (shape) => {
        w.equal(`betaCdf(0, ${shape}, 2)`, betaCdf(0, shape, 2), 0)
        w.equal(`betaCdf(1, ${shape}, 2)`, betaCdf(1, shape, 2), 1)
        w.equal(`betaUpperTail(0, 2, ${shape})`, betaUpperTail(0, 2, shape), 1)
        w.equal(`betaUpperTail(1, 2, ${shape})`, betaUpperTail(1, 2, shape), 0)
        w.equal(`betaQuantile(0, ${shape}, 2)`, betaQuantile(0, shape, 2), 0)
        w.equal(`betaQuantile(1, ${shape}, 2)`, betaQuantile(1, shape, 2), 1)
      }),
  }),
  law({
    id: 'tails.normal-ends-and-refuses-nan',
    says: 'the normal distribution function and its upper tail are 0 and 1 at the infinities, and NaN is a RangeError',
    cites: 'definition; contract',
    needs: ['normalCdf', 'normalUpperTail'],
    holds: ({ normalCdf, normalUpperTail }, w) =>
      table([-1, 1] as const, (sign) => {
        w.equal('below', normalCdf(sign * Infinity), (1 + sign) / 2)
        w.equal('above', normalUpperTail(sign * Infinity), (1 - sign) / 2)
        for (const mention of ['normalCdf', 'NaN']) w.throws('normalCdf', RangeError, mention, () => normalCdf(NaN))
        for (const mention of ['normalUpperTail', 'NaN'])
          w.throws('normalUpperTail', RangeError, mention, () => normalUpperTail(NaN))
      }),
  }),
  law({
    id: 'tails.refuse-zero-shapes',
    says: 'a Beta distribution with a shape of 0, or asked outside [0, 1], and a chi-square distribution without degrees of freedom are RangeErrors',
    cites: 'contract: shapes and degrees of freedom are open at 0',
    needs: ['betaCdf', 'betaUpperTail', 'betaQuantile', 'chiSquareUpperTail'],
    holds: (tails, w) =>
      table(['betaCdf', 'betaUpperTail', 'betaQuantile'] as const, (part) => {
        w.throws(`${part}: a`, RangeError, '0', () => tails[part](0.5, 0, 3))
        w.throws(`${part}: b`, RangeError, '0', () => tails[part](0.5, 2, 0))
        for (const x of [-0.5, 1.5]) w.throws(`${part}: ${x}`, RangeError, String(x), () => tails[part](x, 2, 3))
        w.throws('chiSquareUpperTail: df', RangeError, '0', () => tails.chiSquareUpperTail(1, 0))
      }),
  }),
]
