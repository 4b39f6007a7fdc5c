/** How random matrices, labels and weights are distributed. */
import fc from 'fast-check'
import { law, table } from '../../judge/spec.ts'

/** Five standard errors of a share of n independent draws of probability p: passed by chance once in 2 million. */
const fiveErrors = (p: number, n: number): number => 5 * Math.sqrt((p * (1 - p)) / n)

const seeds = fc.nat()
const share = (values: ArrayLike<number>, is: (value: number) => boolean): number =>
  Array.from(values).filter(is).length / values.length

export default [
  law({
    id: 'csr.random-is-uniform',
    says: 'values, columns and weights are uniform over their ranges, and as many labels are 0 as 1, within five standard errors; there are as many weights and labels as asked for',
    cites: 'the contract; derived here: the share of independent draws in each quarter of their range is 1/4',
    needs: ['randomCsr', 'randomLabels', 'randomWeights'],
    runs: 10,
    holds: ({ randomCsr, randomLabels, randomWeights }, w) =>
      fc.property(seeds, fc.constantFrom(0.5, 1, 4), (seed, scale) => {
        const n = 4000
        // One entry a row, so that columns are independent as well.
        const csr = randomCsr({ rows: n, cols: 64, nnzPerRow: 1, seed })
        const weights = randomWeights(n, seed, scale)
        const labels = randomLabels(n, seed)
        w.equal('number of weights', weights.length, n)
        w.equal('number of labels', labels.length, n)
        w.equal(
          'labels',
          labels.toSorted().filter((label, i, all) => label !== all[i - 1]),
          [0, 1],
        )
        w.require(
          `weights lie in [-${scale}, ${scale})`,
          weights.every((x) => x >= -scale && x < scale),
          weights,
        )
        for (let quarter = 0; quarter < 4; quarter += 1) {
          const isIn = (x: number): boolean => Math.floor(2 * (x + 1)) === quarter
          w.close(`values in quarter ${quarter}`, share(csr.data, isIn), 0.25, fiveErrors(0.25, n))
          w.close(
            `weights in quarter ${quarter}`,
            share(weights, (x) => isIn(x / scale)),
            0.25,
            fiveErrors(0.25, n),
          )
          w.close(
            `columns in quarter ${quarter}`,
            share(csr.indices, (j) => j >> 4 === quarter),
            0.25,
            fiveErrors(0.25, n),
          )
        }
        w.close(
          'labels that are 1',
          share(labels, (label) => label === 1),
          0.5,
          fiveErrors(0.5, n),
        )
      }),
  }),
  law({
    id: 'csr.random-words-follow-zipf',
    says: 'columns drawn as the words of a text have the frequencies of their ranks, r^-1.05, within five standard errors',
    cites: 'the contract',
    needs: ['randomCsr'],
    runs: 10,
    holds: ({ randomCsr }, w) =>
      fc.property(seeds, (seed) => {
        const n = 4000
        const cols = 8
        const mass = Array.from({ length: cols }, (_, r) => (r + 1) ** -1.05)
        const total = mass.reduce((sum, each) => sum + each, 0)
        const shape = { rows: n, cols, nnzPerRow: 1, seed }
        const sorted = randomCsr({ ...shape, columns: 'zipf-sorted' }).indices
        mass.forEach((each, r) =>
          w.close(
            `share of rank ${r}`,
            share(sorted, (j) => j === r),
            each / total,
            fiveErrors(each / total, n),
          ),
        )
        const shuffled = randomCsr({ ...shape, columns: 'zipf' }).indices
        const most = Math.max(...mass.map((_, column) => share(shuffled, (j) => j === column)))
        w.close('share of the most frequent', most, 1 / total, fiveErrors(1 / total, n))
      }),
  }),
  law({
    id: 'csr.random-words-are-shuffled',
    says: 'which column is the most frequent word depends on the seed, unless the columns are to be sorted',
    cites: 'the contract; derived here: 12 shuffles of 8 columns put the same one first with probability 8^-11',
    needs: ['randomCsr'],
    holds: ({ randomCsr }, w) =>
      table(['zipf', 'zipf-sorted'] as const, (columns) => {
        const firsts = Array.from({ length: 12 }, (_, seed) => {
          const { indices } = randomCsr({ rows: 2000, cols: 8, nnzPerRow: 1, seed, columns })
          const shares = Array.from({ length: 8 }, (_each, column) => share(indices, (j) => j === column))
          return shares.indexOf(Math.max(...shares))
        })
        w.equal(`${columns}: one column is always first`, new Set(firsts).size === 1, columns === 'zipf-sorted')
      }),
  }),
  law({
    id: 'csr.random-lengths-vary',
    says: 'rows of varied length have k/2 to 3k/2 entries, every length equally often, within five standard errors',
    cites: 'the contract; k even, so that both ends are whole',
    needs: ['randomCsr'],
    runs: 10,
    holds: ({ randomCsr }, w) =>
      fc.property(seeds, fc.constantFrom(2, 4, 6), (seed, k) => {
        const n = 2000
        const { indptr } = randomCsr({ rows: n, cols: 64, nnzPerRow: k, seed, lengths: 'varied' })
        const lengths = Array.from({ length: n }, (_, i) => (indptr[i + 1] ?? NaN) - (indptr[i] ?? NaN))
        w.require(
          'k/2 to 3k/2 entries',
          lengths.every((length) => length >= k / 2 && length <= (3 * k) / 2),
          lengths,
        )
        for (let length = k / 2; length <= (3 * k) / 2; length += 1)
          w.close(
            `share of length ${length}`,
            share(lengths, (each) => each === length),
            1 / (k + 1),
            fiveErrors(1 / (k + 1), n),
          )
      }),
  }),
]
