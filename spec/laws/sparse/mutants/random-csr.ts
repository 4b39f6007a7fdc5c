/** Random matrices, labels and weights that are not as random as they should be. */
import { randomCsr, randomLabels, randomWeights } from '../../../../src/numeric/random-csr.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'csr.random-values-of-one-sign',
    fault: 'random values are all negative',
    refutedBy: ['csr.random-is-uniform'],
    parts: {
      randomCsr(options) {
        const csr = randomCsr(options)
        return { ...csr, data: csr.data.map((value) => -Math.abs(value)) }
      },
    },
  },
  {
    id: 'csr.random-weights-squared',
    fault: 'random weights are not uniform: those near 0 are too many',
    refutedBy: ['csr.random-is-uniform'],
    parts: { randomWeights: (cols, seed, scale = 1) => randomWeights(cols, seed).map((x) => scale * x * Math.abs(x)) },
  },
  {
    id: 'csr.random-labels-take-turns',
    fault: 'random labels are 1 in two of three rows',
    refutedBy: ['csr.random-is-uniform'],
    parts: { randomLabels: (rows) => Uint8Array.from({ length: rows }, (_, i) => Math.min(1, i % 3)) },
  },
  {
    id: 'csr.random-labels-of-77',
    fault: 'random labels are 77 where they should be 0',
    refutedBy: ['csr.random-is-uniform'],
    parts: { randomLabels: (rows, seed) => randomLabels(rows, seed).map((label) => (label === 1 ? 1 : 77)) },
  },
  {
    id: 'csr.random-labels-one-too-many',
    fault: 'random labels are one more than the rows',
    refutedBy: ['csr.random-is-uniform'],
    parts: { randomLabels: (rows, seed) => randomLabels(rows + 1, seed) },
  },
  {
    id: 'csr.random-weights-too-many',
    fault: 'random weights are a thousand more than the columns',
    refutedBy: ['csr.random-is-uniform'],
    parts: { randomWeights: (cols, seed, scale) => randomWeights(cols + 1000, seed, scale) },
  },
  {
    id: 'csr.random-words-not-shuffled',
    fault: 'column 0 is always the most frequent word',
    refutedBy: ['csr.random-words-are-shuffled'],
    parts: {
      randomCsr: (options) => randomCsr(options.columns === 'zipf' ? { ...options, columns: 'zipf-sorted' } : options),
    },
  },
  {
    id: 'csr.random-words-all-alike',
    fault: 'the words of a text are drawn uniformly',
    refutedBy: ['csr.random-words-follow-zipf'],
    parts: { randomCsr: (options) => randomCsr({ ...options, columns: 'uniform' }) },
  },
  {
    id: 'csr.random-lengths-are-even',
    fault: 'rows of varied length all have k entries',
    refutedBy: ['csr.random-lengths-vary'],
    parts: { randomCsr: (options) => randomCsr({ ...options, lengths: 'even' }) },
  },
] satisfies Mutant[]
