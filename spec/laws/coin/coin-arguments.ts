/** What may not be asked about a coin. */
import { law, table } from '../../judge/spec.ts'

const countsAreChecked = law({
  id: 'coin.rejects-impossible-counts',
  says: 'counts outside 0 <= k <= n, fractions of trials and NaN are RangeErrors that name the function and the value',
  cites: 'contract',
  needs: ['mle', 'mleIn', 'posterior', 'posteriorDensity', 'posteriorMean', 'posteriorMedian', 'map', 'mapIn'],
  holds: (coin, w) =>
    table(
      [
        { k: -1, n: 10, mention: '-1' },
        { k: 11, n: 10, mention: '11' },
        { k: 2.5, n: 10, mention: '2.5' },
        { k: 2, n: 10.5, mention: '10.5' },
        { k: NaN, n: 10, mention: 'NaN' },
        { k: 0, n: NaN, mention: 'NaN' },
        { k: 0, n: Infinity, mention: 'Infinity' },
        { k: 0, n: -1, mention: '-1' },
      ],
      ({ k, n, mention }) => {
        const calls = {
          mle: () => coin.mle(k, n),
          mleIn: () => coin.mleIn('log-odds', k, n),
          posterior: () => coin.posterior(k, n),
          posteriorDensity: () => coin.posteriorDensity(0.5, k, n),
          posteriorMean: () => coin.posteriorMean(k, n),
          posteriorMedian: () => coin.posteriorMedian(k, n),
          map: () => coin.map(k, n),
          mapIn: () => coin.mapIn('log-odds', k, n),
        }
        for (const [name, call] of Object.entries(calls)) w.throws(`${name}(${k}, ${n})`, RangeError, mention, call)
      },
    ),
})

const shapesAreChecked = law({
  id: 'coin.rejects-impossible-priors',
  says: 'prior shapes that are not positive and finite, and probabilities outside [0, 1], are RangeErrors',
  cites: 'contract; Beta(0, 0) is no distribution',
  needs: ['posterior', 'posteriorDensity', 'posteriorMean', 'posteriorMedian', 'map', 'mapIn'],
  holds: (coin, w) =>
    table([0, -1, NaN, Infinity], (shape) => {
      for (const prior of [
        { a: shape, b: 1 },
        { a: 1, b: shape },
      ]) {
        w.throws('posterior', RangeError, String(shape), () => coin.posterior(3, 10, prior))
        w.throws('posteriorDensity', RangeError, String(shape), () => coin.posteriorDensity(0.5, 3, 10, prior))
        w.throws('posteriorMean', RangeError, String(shape), () => coin.posteriorMean(3, 10, prior))
        w.throws('posteriorMedian', RangeError, String(shape), () => coin.posteriorMedian(3, 10, prior))
        w.throws('map', RangeError, String(shape), () => coin.map(3, 10, prior))
        w.throws('mapIn', RangeError, String(shape), () => coin.mapIn('arcsine', 3, 10, prior))
      }
      for (const p of [-0.1, 1.1, NaN]) w.throws('p', RangeError, String(p), () => coin.posteriorDensity(p, 3, 10))
    }),
})

const coverageIsChecked = law({
  id: 'coverage.rejects-impossible-arguments',
  says: 'the coverage of an interval is refused for trials that are not whole or below 0, and for p outside [0, 1]',
  cites: 'contract',
  needs: ['coverageOfEqualTailed'],
  holds: ({ coverageOfEqualTailed }, w) =>
    table([2.5, -1, NaN], (bad) => {
      w.throws('n', RangeError, String(bad), () => coverageOfEqualTailed(0.5, bad, 0.95))
      w.throws('p', RangeError, String(bad), () => coverageOfEqualTailed(bad, 10, 0.95))
    }),
})

export default [countsAreChecked, shapesAreChecked, coverageIsChecked]
