/** What early looks at an experiment cost: the error of stopping as soon as a test rejects. */
import fc from 'fast-check'
import { everyCount } from './oracle.ts'
import { law, table } from '../../judge/spec.ts'

/** Masses of 1e-12 are cut off on each side of each arm and look; the contract grants this. */
const GRANTED = 1e-10
const rates = fc.integer({ min: 1, max: 15 }).map((i) => i / 16)

const peeking = law({
  id: 'peeking.is-the-sum-over-all-paths',
  says: 'the error of peeking is the summed probability of the paths of counts on which some look rejects',
  cites: 'definition; up to 8 trials per arm, every path visited',
  needs: ['peekingFalsePositiveRate', 'pooledZ', 'normalQuantile'],
  runs: 20,
  holds: ({ peekingFalsePositiveRate, pooledZ, normalQuantile }, w) =>
    fc.property(
      rates,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 2 }),
      fc.constantFrom(0.1, 0.3),
      (rate, looks, block, alpha) => {
        const critical = normalQuantile(1 - alpha / 2)
        // whether look `at` rejects, by the counts so far: the paths are many, the counts few
        const rejects = Array.from({ length: looks }, (_, at) => {
          const n = block * (at + 1)
          const upTo = Array.from({ length: n + 1 }, (__, successes) => ({ successes, n }))
          return upTo.map((arm) => upTo.map((control) => Math.abs(pooledZ(arm, control)) >= critical))
        })
        const each = Array.from({ length: looks }, () => block)
        let rejected = 0
        everyCount([...each, ...each], Array.from({ length: 2 * looks }, () => rate), (gains, probability) => {
          let [arm, control] = [0, 0]
          const isStopped = rejects.some((byCounts, at) => {
            arm += gains[at] ?? NaN
            control += gains[looks + at] ?? NaN
            return byCounts[arm]?.[control]
          })
          if (isStopped) rejected += probability
        }) // prettier-ignore
        w.close('error', peekingFalsePositiveRate({ rate, n: looks * block, looks, alpha }), rejected, GRANTED)
      },
    ),
})

const goldenPeeking = law({
  id: 'peeking.golden-error-rates',
  says: 'looking 1, 2, 5, 10 or 20 times at a test at 5 % rejects a true null in 4.9, 8.2, 14.0, 19.4 and 24.9 % of A/A experiments',
  cites: 'simulation of 100 000 runs (numpy) at rate 0.1, n = 1000, error 0.003; Armitage, McPherson and Rowe 1969',
  needs: ['peekingFalsePositiveRate'],
  holds: ({ peekingFalsePositiveRate }, w) =>
    table(
      [
        [1, 0.0492],
        [2, 0.0822],
        [5, 0.14],
        [10, 0.194],
        [20, 0.2492],
      ] as const,
      ([looks, rate]) => {
        const got = peekingFalsePositiveRate({ rate: 0.1, n: 1000, looks })
        w.close(`${looks} looks`, got, rate, 0.003)
        w.measured(`error with ${looks} looks`, got)
      },
    ),
})

export default [peeking, goldenPeeking]
