/** How often the credible interval of a coin holds the true head probability, over repeated samples. */
import fc from 'fast-check'
import { levels, probabilities } from './any-coin.ts'
import { coverage } from './published.ts'
import { law, once } from '../../judge/spec.ts'

/** What the contract grants in p for the end of an interval. */
const QUANTILE = 1e-9

const coverageIsCounted = law({
  id: 'coverage.counts-every-sample',
  says: 'the coverage of the equal-tailed interval is the probability of the samples whose interval holds p',
  cites: 'definition; every sample counted',
  needs: ['equalTailedInterval', 'coverageOfEqualTailed'],
  runs: 30,
  holds: ({ equalTailedInterval, coverageOfEqualTailed }, w) =>
    fc.property(probabilities, fc.integer({ min: 0, max: 12 }), levels, (p, n, level) => {
      // p lies on the grid of 1/1024; for these n no end of an interval comes closer to it than the error of a quantile
      w.close(
        'coverage',
        coverageOfEqualTailed(p, n, level),
        coverage(p, n, (k) => equalTailedInterval(k, n, level)),
        QUANTILE,
      )
    }),
})

const coverageOnAverage = law({
  id: 'coverage.is-the-level-on-average',
  says: 'averaged over a uniform p the 95% equal-tailed interval holds p in 95% of samples, but not for each p: 0.9785156 at p = 1/2, 0 near 0 and 1 (n = 10)',
  cites: "Fubini: the average over p and k of 'the interval of k holds p' is the average posterior mass of the intervals",
  needs: ['equalTailedInterval', 'coverageOfEqualTailed'],
  holds: ({ equalTailedInterval, coverageOfEqualTailed }, w) =>
    once(() => {
      w.close('at p = 1/2', coverageOfEqualTailed(0.5, 10, 0.95), 1 - 22 / 1024, QUANTILE)
      w.equal('at p = 1/1024', coverageOfEqualTailed(1 / 1024, 10, 0.95), 0)
      w.equal('at p = 1023/1024', coverageOfEqualTailed(1023 / 1024, 10, 0.95), 0)
      // Between the ends of intervals the coverage is a polynomial of degree 10: six Gauss-Legendre nodes integrate it exactly.
      const ends = Array.from({ length: 11 }, (_, k) => equalTailedInterval(k, 10, 0.95)).flatMap(({ low, high }) => [low, high])
      const cuts = [0, ...ends.toSorted((x, y) => x - y), 1]
      let average = 0
      for (const [i, from] of cuts.slice(0, -1).entries()) {
        const half = ((cuts[i + 1] ?? NaN) - from) / 2
        for (const [node, weight] of SIX_NODES) {
          average +=
            half *
            weight *
            (coverageOfEqualTailed(from + half * (1 - node), 10, 0.95) +
              coverageOfEqualTailed(from + half * (1 + node), 10, 0.95))
        }
      }
      w.measured('average coverage', average)
      w.close('average', average, 0.95, 22 * QUANTILE) // 22 ends, each off by at most the error of a quantile
    }),
})

/** Positive nodes and weights of the Gauss-Legendre rule of six nodes on [-1, 1] (Abramowitz and Stegun, table 25.4). */
const SIX_NODES = [
  [0.238619186083197, 0.467913934572691],
  [0.661209386466265, 0.360761573048139],
  [0.932469514203152, 0.17132449237917],
] as const

export default [coverageIsCounted, coverageOnAverage]
