/** Which stories each method picks. */
import fc from 'fast-check'
import { law, once } from '../../judge/spec.ts'
import { scoredRows, seeds } from './any-regime.ts'
import { firstBy } from './oracle.ts'

const definition = 'definition of the method in the question; ties by position are the contract’s'

export default [
  law({
    id: 'pick-closest.is-the-start-of-the-sorted-list',
    says: 'method 1 picks the stories with the smallest |score|, whatever their labels',
    cites: definition,
    needs: ['pickClosest'],
    holds: ({ pickClosest }, w) =>
      fc.property(scoredRows, ({ scores, count }) => {
        const expected = firstBy([...scores.keys()], (i) => Math.abs(scores[i] ?? NaN), count)
        w.equal('picks', pickClosest(scores, count), Int32Array.from(expected))
      }),
  }),
  law({
    id: 'pick-wrong.is-the-end-of-the-sorted-mistakes',
    says: 'method 3 picks the largest |score| among the stories that V1 gets wrong, and all mistakes where there are too few',
    cites: definition,
    needs: ['pickWrongAndFarthest'],
    reaches: ['too few mistakes', 'more mistakes than picks'],
    holds: ({ pickWrongAndFarthest }, w) =>
      fc.property(scoredRows, ({ scores, labels, count }) => {
        const wrong = [...scores.keys()].filter((i) => (scores[i] ?? NaN) * (labels[i] ?? NaN) <= 0)
        w.reached(wrong.length < count ? 'too few mistakes' : 'more mistakes than picks')
        const expected = firstBy(wrong, (i) => -Math.abs(scores[i] ?? NaN), count)
        w.equal('picks', pickWrongAndFarthest(scores, labels, count), Int32Array.from(expected))
      }),
  }),
  law({
    id: 'picks.of-long-lists',
    says: 'in lists of up to 1000 stories with many equal scores both methods pick as in short ones, the earlier of equals first',
    cites: definition,
    needs: ['pickClosest', 'pickWrongAndFarthest'],
    runs: 40,
    holds: ({ pickClosest, pickWrongAndFarthest }, w) =>
      fc.property(fc.integer({ min: 41, max: 1000 }), fc.nat(), fc.nat(), (rows, salt, pick) => {
        const scores = Float64Array.from({ length: rows }, (_, i) => Math.round(8 * Math.sin(salt + 12.9898 * i * i)) / 4)
        const labels = Int8Array.from(scores, (_, i) => (Math.sin(salt + 78.233 * i) > 0 ? 1 : -1))
        const count = pick % (rows + 1)
        const all = [...scores.keys()]
        const wrong = all.filter((i) => (scores[i] ?? NaN) * (labels[i] ?? NaN) <= 0)
        const near = firstBy(all, (i) => Math.abs(scores[i] ?? NaN), count)
        const far = firstBy(wrong, (i) => -Math.abs(scores[i] ?? NaN), count)
        w.equal('closest', pickClosest(scores, count), Int32Array.from(near))
        w.equal('wrong and farthest', pickWrongAndFarthest(scores, labels, count), Int32Array.from(far))
      }),
  }),
  law({
    id: 'pick-random.is-a-set-of-different-rows',
    says: 'method 2 picks as many different rows as asked, in rising order, the same for the same seed',
    cites: definition,
    needs: ['pickRandom'],
    holds: ({ pickRandom }, w) =>
      fc.property(fc.integer({ min: 1, max: 60 }), fc.nat(60), seeds, (rows, asked, seed) => {
        const count = Math.min(rows, asked)
        const picks = Array.from(pickRandom(rows, count, seed))
        w.equal('number of picks', picks.length, count)
        w.require(
          'picks rise and lie below rows',
          picks.every((at, i) => at > (picks[i - 1] ?? -1) && at < rows),
          picks,
        )
        w.equal('again', Array.from(pickRandom(rows, count, seed)), picks)
      }),
  }),
  law({
    id: 'pick-random.takes-every-set-equally-often',
    says: 'over 6000 seeds each of the 15 pairs, and each of the 15 sets of four, of 6 rows is picked equally often',
    cites: 'chi-square of 14 degrees of freedom exceeds 50 with probability 6e-6',
    needs: ['pickRandom'],
    runs: 1,
    holds: ({ pickRandom }, w) =>
      fc.property(seeds, (block) => {
        for (const count of [2, 4]) {
          const counts = new Map<string, number>()
          for (let i = 0; i < 6000; i += 1) {
            const key = Array.from(pickRandom(6, count, block * 8192 + i)).join()
            counts.set(key, (counts.get(key) ?? 0) + 1)
          }
          w.equal(`different sets of ${count}`, counts.size, 15)
          const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 400) ** 2 / 400, 0)
          w.measured(`chi-square of the sets of ${count}`, chiSquare)
          w.require('chi-square is below 50', chiSquare < 50, chiSquare)
        }
      }),
  }),
  law({
    id: 'picks.refuse-what-does-not-fit',
    says: 'counts beyond the rows, NaN scores and lists of different lengths are refused with the rule that they break',
    cites: 'the contract',
    needs: ['pickClosest', 'pickRandom', 'pickWrongAndFarthest'],
    holds: ({ pickClosest, pickRandom, pickWrongAndFarthest }, w) =>
      once(() => {
        w.throws('4 of 3', RangeError, 'count', () => pickClosest(Float64Array.of(1, 2, 3), 4))
        w.throws('4 of 3', RangeError, 'count', () => pickRandom(3, 4, 1))
        w.throws('half a row', RangeError, 'rows', () => pickRandom(3.5, 1, 1))
        w.throws('half a seed', RangeError, 'seed', () => pickRandom(3, 1, 0.5))
        w.throws('NaN', RangeError, 'NaN', () => pickClosest(Float64Array.of(1, NaN), 1))
        w.throws('2 labels', RangeError, 'labels', () => pickWrongAndFarthest(Float64Array.of(1, 2, 3), Int8Array.of(1, 1), 1))
      }),
  }),
]
