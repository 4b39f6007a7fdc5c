/** Wrong updates of the weights that an example touches. */
import { eagerSgd, lazySgd } from '../../../../src/logistic/lazy-sgd.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'lazy-sgd.lacks-the-final-flush',
    fault: 'the lazy weights come back without the final flush: v, not c v',
    refutedBy: ['lazy-sgd.equals-eager'],
    parts: {
      lazySgd(csr, labels, options) {
        const { learningRate, l2 = 0, order } = options
        const scale = (1 - learningRate * l2) ** (order?.length ?? csr.rows)
        return lazySgd(csr, labels, options).map((weight) => weight / Math.max(scale, 1e-9))
      },
    },
  },
  {
    id: 'lazy-sgd.residual-has-the-sign-of-the-label',
    fault: 'the residual has the sign of the label, not of the error',
    refutedBy: ['lazy-sgd.one-step'],
    parts: {
      lazySgd: (csr, labels, options) =>
        lazySgd(
          csr,
          Array.from(labels, (label) => (label === 1 ? 0 : 1)),
          options,
        ),
      eagerSgd: (csr, labels, options) =>
        eagerSgd(
          csr,
          Array.from(labels, (label) => (label === 1 ? 0 : 1)),
          options,
        ),
    },
  },
  {
    id: 'lazy-sgd.overlarge-rate-is-taken-for-none',
    fault: 'a learning rate that shrinks the weights to nothing is taken for none',
    refutedBy: ['lazy-sgd.refuses'],
    parts: {
      lazySgd: (csr, labels, options) =>
        options.learningRate * (options.l2 ?? 0) >= 1 ? new Float64Array(csr.cols) : lazySgd(csr, labels, options),
    },
  },
  {
    id: 'lazy-sgd.scale-underflows',
    fault: 'the scale is never folded into the weights, and becomes 0',
    refutedBy: ['lazy-sgd.never-underflows'],
    parts: {
      lazySgd(csr, labels, options) {
        const { learningRate, l2 = 0, order } = options
        const scale = (1 - learningRate * l2) ** (order?.length ?? csr.rows)
        return lazySgd(csr, labels, options).map((weight) => (scale === 0 ? NaN : weight))
      },
    },
  },
] satisfies readonly Mutant[]
