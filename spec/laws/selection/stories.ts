/** What is drawn: features, labels, and which stories V1 can have seen. */
import fc from 'fast-check'
import type { Regime, Stories } from '../../../src/contract/selection.ts'
import { law, once } from '../../judge/spec.ts'
import { seeds, smallRegimes } from './any-regime.ts'
import { slowFit, slowScores } from './oracle.ts'

const wide: Regime = { features: 3, firstRows: 2000, picked: 1, poolRows: 20_000, penalty: 1 }

/** Five standard deviations of a share of `rows`; a right share leaves them once in two million runs. */
const spread = (share: number, rows: number): number => 5 * Math.sqrt((share * (1 - share)) / rows)

const shareOf = ({ rows }: Stories, holds: (i: number) => boolean): number =>
  Array.from({ length: rows }, (_, i) => Number(holds(i))).reduce((sum, one) => sum + one, 0) / rows

export default [
  law({
    id: 'stories.are-the-same-for-the-same-seed',
    says: 'the same seed draws the same stories; another part or another seed draws others',
    cites: 'the contract: parts share no row and no random number',
    needs: ['drawStories'],
    runs: 40, // of all three parts, each drawn twice
    holds: ({ drawStories }, w) =>
      fc.property(smallRegimes, seeds, (regime, seed) => {
        const parts = (['first', 'pool', 'held out'] as const).map((part) => drawStories(regime, part, seed))
        for (const [i, part] of (['first', 'pool', 'held out'] as const).entries())
          w.equal(`${part} again`, drawStories(regime, part, seed), parts[i])
        const drawn = [...parts, drawStories(regime, 'pool', seed + 1)]
        const numbers = Float64Array.from(drawn.flatMap(({ x }) => Array.from(x))).toSorted()
        const twice = numbers.filter((number, i) => number === numbers[i - 1]).length
        // Normals lie on some 2^32 points, so that two of 30 000 are equal now and then; parts that share a stream share hundreds.
        w.require('hardly any number is drawn twice', twice <= numbers.length / 1e3, twice)
      }),
  }),
  law({
    id: 'stories.features-are-standard-normals',
    says: 'features have mean 0, variance 1, fourth moment 3 and no correlation',
    cites: 'moments of the normal distribution; five standard errors, sqrt(1, 2, 96, 1) / sqrt(rows)',
    needs: ['drawStories'],
    runs: 5,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, (seed) => {
        const { x, rows, columns } = drawStories(wide, 'pool', seed)
        for (let j = 0; j < columns; j += 1) {
          const moment = (of: (z: number, next: number) => number): number => {
            let sum = 0
            for (let i = 0; i < rows; i += 1) sum += of(x[i * columns + j] ?? NaN, x[i * columns + ((j + 1) % columns)] ?? NaN)
            return sum / rows
          }
          const error = 5 / Math.sqrt(rows)
          w.close(
            'mean',
            moment((z) => z),
            0,
            error,
          )
          w.close(
            'variance',
            moment((z) => z * z),
            1,
            error * Math.SQRT2,
          )
          w.close(
            'fourth moment',
            moment((z) => z ** 4),
            3,
            error * Math.sqrt(96),
          )
          w.close(
            'correlation',
            moment((z, next) => z * next),
            0,
            error,
          )
        }
      }),
  }),
  law({
    id: 'stories.tails-are-normal',
    says: 'of a million features as many lie beyond 3.7 as of a standard normal, on either side, and as far beyond on average',
    cites: 'P(|z| > a) = 2 Q(a) and E[z - a | z > a] = phi(a) / Q(a) - a; five standard errors',
    needs: ['drawStories'],
    runs: 1,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, (seed) => {
        const { x } = drawStories({ ...wide, features: 10, poolRows: 100_000 }, 'pool', seed)
        // At a = 3.7: Q = 1.0780e-4, phi = 4.2478e-4; the excess, nearly exponential, spreads by its mean.
        const [mass, excess] = [1.078e-4, 0.2405]
        for (const side of [1, -1]) {
          const beyond = x.filter((z) => side * z > 3.7).map((z) => side * z - 3.7)
          w.close(`how many, side ${side}`, beyond.length, x.length * mass, 5 * Math.sqrt(x.length * mass))
          const mean = beyond.reduce((sum, far) => sum + far, 0) / beyond.length
          w.close(`how far, side ${side}`, mean, excess, (5 * excess) / Math.sqrt(beyond.length))
        }
      }),
  }),
  law({
    id: 'stories.of-every-truth-have-both-labels',
    says: 'a linear and a quadratic truth call between a third and two thirds of the stories positive, for one to four features; seeds that differ by 2^32 draw other stories',
    cites: 'derived here: f has mean 0, and half of it or more is symmetric about 0; the seed decides the world',
    needs: ['drawStories'],
    runs: 5,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, fc.integer({ min: 2, max: 4 }), (seed, features) => {
        for (const truth of ['linear', 'quadratic'] as const) {
          const stories = drawStories({ ...wide, features, truth }, 'first', seed)
          const positive = shareOf(stories, (i) => stories.truth[i] === 1)
          w.require(`${truth}: a third to two thirds are positive`, positive > 1 / 3 && positive < 2 / 3, positive)
        }
        const [one, other] = [seed, seed + 2 ** 32].map((each) => drawStories(wide, 'first', each).x[0])
        w.require('another seed', one !== other, one)
      }),
  }),
  law({
    id: 'stories.annotators-err-as-often-as-told',
    says: 'labels differ from the more probable ones in the share of flips, or in E[1 / (1 + exp(|f| / T))] for uncertain labels',
    cites: 'definition of flips and temperature; the expectation by Simpson’s rule',
    needs: ['drawStories'],
    runs: 2, // of every part
    holds: ({ drawStories }, w) =>
      fc.property(seeds, (seed) => {
        for (const part of ['first', 'pool', 'held out'] as const) {
          const wrong = (regime: Regime): { share: number; rows: number } => {
            const stories = drawStories({ ...regime, firstRows: 20_000 }, part, seed)
            return { share: shareOf(stories, (i) => stories.labels[i] !== stories.truth[i]), rows: stories.rows }
          }
          w.equal('clean labels', wrong(wide).share, 0)
          const flipped = wrong({ ...wide, flips: 0.3 })
          w.close('flips', flipped.share, 0.3, spread(0.3, flipped.rows))
          const uncertain = wrong({ ...wide, temperature: 0.25 })
          w.close('uncertain labels', uncertain.share, LESS_PROBABLE, spread(LESS_PROBABLE, uncertain.rows))
        }
      }),
  }),
  law({
    id: 'stories.a-token-decides-its-label',
    says: 'tokens have the given share of pool and later stories, V1 has seen none, and every story of a token has the same truth',
    cites: 'definition of a blind spot',
    needs: ['drawStories'],
    runs: 5,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, (seed) => {
        const regime = { ...wide, blindSpots: { tokens: 7, mass: 0.3 } }
        const first = drawStories(regime, 'first', seed)
        w.equal(
          'tokens in the first stories',
          shareOf(first, (i) => first.token[i] !== -1),
          0,
        )
        const pool = drawStories(regime, 'pool', seed)
        w.close(
          'share with a token',
          shareOf(pool, (i) => pool.token[i] !== -1),
          0.3,
          spread(0.3, pool.rows),
        )
        const truths = new Map<number, Set<number>>()
        for (const [i, token] of pool.token.entries())
          truths.set(token, (truths.get(token) ?? new Set<number>()).add(pool.truth[i] ?? NaN))
        w.equal(
          'tokens that occur',
          [...truths.keys()].toSorted((a, b) => a - b),
          [-1, 0, 1, 2, 3, 4, 5, 6],
        )
        for (const [token, seen] of truths) w.equal(`truths of token ${token}`, seen.size, token === -1 ? 2 : 1)
      }),
  }),
  law({
    id: 'stories.v1-sees-one-source',
    says: 'with sources that disagree, a line parts the first stories, and none parts the pool',
    cites: 'each source is linear; stories of several sources are not',
    needs: ['drawStories'],
    runs: 5,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, (seed) => {
        const regime = { ...wide, firstRows: 200, poolRows: 200, shift: { sources: 50, size: 1 } }
        const mistakes = (part: 'first' | 'pool'): number => {
          const stories = drawStories(regime, part, seed)
          const scores = slowScores(slowFit(stories, stories.labels, 1e-4, 0), stories)
          return shareOf(stories, (i) => (scores[i] ?? NaN) * (stories.truth[i] ?? NaN) <= 0)
        }
        w.require('at most 1 in 100 of one source', mistakes('first') <= 0.01, mistakes('first'))
        w.require('at least 1 in 20 of all', mistakes('pool') >= 0.05, mistakes('pool'))
      }),
  }),
  law({
    id: 'stories.products-are-of-the-features',
    says: 'in the quadratic basis every row holds its features first, then the products of each two of them and their squares, centred, of unit variance',
    cites: 'the contract; the square of a standard normal has mean 1 and variance 2',
    needs: ['drawStories'],
    runs: 5,
    holds: ({ drawStories }, w) =>
      fc.property(seeds, fc.integer({ min: 1, max: 3 }), (seed, d) => {
        const { x, rows, columns } = drawStories({ ...wide, features: d, basis: 'quadratic' }, 'first', seed)
        w.equal('columns', columns, d + (d * (d + 1)) / 2)
        for (let r = 0; r < rows; r += 1) {
          const [features, products] = [x.slice(r * columns, r * columns + d), x.slice(r * columns + d, (r + 1) * columns)]
          const expected = Array.from(features, (a, i) =>
            Array.from(features.subarray(i), (b, j) => (j === 0 ? (a * a - 1) / Math.SQRT2 : a * b)),
          ).flat()
          const ascending = (a: number, b: number): number => a - b
          w.close(`row ${r}`, products.toSorted(ascending), expected.toSorted(ascending), 1e-12)
        }
      }),
  }),
  law({
    id: 'stories.refuse-impossible-regimes',
    says: 'a regime outside its rules is refused with the rule and the value',
    cites: 'the contract',
    needs: ['drawStories', 'selectionTrial', 'accuracyOf'],
    holds: ({ drawStories, selectionTrial, accuracyOf }, w) =>
      once(() => {
        const model = { weights: new Float64Array(3), tokenWeights: new Float64Array() }
        for (const [rule, broken] of BROKEN) {
          const regime: Regime = { ...wide, ...broken }
          w.throws(rule, RangeError, rule, () => drawStories(regime, 'first', 1))
          w.throws(rule, RangeError, rule, () => selectionTrial(regime, 1))
          w.throws(rule, RangeError, rule, () => accuracyOf(model, regime, 1))
        }
        w.throws('a half seed', RangeError, 'seed', () => drawStories(wide, 'first', 0.5))
        w.throws('a second chunk', RangeError, 'chunk', () => drawStories(wide, 'pool', 1, 1))
      }),
  }),
  law({
    id: 'stories.the-pool-comes-in-chunks',
    says: 'a pool of more than 100 000 rows comes in chunks that together have its rows, and no two are alike',
    cites: 'the contract',
    needs: ['drawStories'],
    holds: ({ drawStories }, w) =>
      once(() => {
        const regime = { ...wide, features: 1, poolRows: 100_002 }
        const chunks = [0, 1].map((chunk) => drawStories(regime, 'pool', 5, chunk))
        w.equal(
          'rows',
          chunks.map(({ rows }) => rows),
          [100_000, 2],
        )
        const [start, end] = chunks.map(({ x }) => x[0])
        w.require('chunks differ', start !== end, start)
      }),
  }),
]

const BROKEN: readonly (readonly [string, Partial<Regime>])[] = [
  ['features', { features: 0 }],
  ['firstRows', { firstRows: 1.5 }],
  ['firstRows', { firstRows: 0 }],
  ['picked', { picked: 20_001 }],
  ['poolRows', { poolRows: 0 }],
  ['penalty', { penalty: 0 }],
  ['flips', { flips: 0.5 }],
  ['temperature', { temperature: -1 }],
  ['tokens', { blindSpots: { tokens: 0, mass: 0.1 } }],
  ['mass', { blindSpots: { tokens: 1, mass: 1 } }],
  ['sources', { shift: { sources: 0, size: 1 } }],
  ['linear truth', { shift: { sources: 2, size: 1 }, truth: 'quadratic' }],
]

/** E[1 / (1 + exp(4 |z|))] for a standard normal z, on 4000 panels up to 10. */
const LESS_PROBABLE = (() => {
  const h = 10 / 8000
  let sum = 0
  for (let i = 0; i <= 8000; i += 1) {
    const weight = i === 0 || i === 8000 ? 1 : i % 2 === 1 ? 4 : 2
    sum += (weight * Math.exp(-((i * h) ** 2) / 2)) / (1 + Math.exp(4 * i * h))
  }
  return (2 * sum * h) / 3 / Math.sqrt(2 * Math.PI)
})()
