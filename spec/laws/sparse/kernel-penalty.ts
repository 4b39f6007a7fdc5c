/** What the penalty adds to a kernel's loss and gradient. */
import { law, table } from '../../judge/spec.ts'

export default [
  law({
    id: 'sparse-kernel.penalty-adds-half-l2-squared-norm',
    says: 'a penalty l2 adds l2 |w|^2 / 2 to the loss and l2 w to the gradient, at 0 and 1 as elsewhere',
    cites: 'definition; all numbers are dyadic, so that only the loss of the one row is rounded, which is below 1',
    needs: ['csrVerbatim', 'createKernel'],
    holds: ({ csrVerbatim, createKernel }, w) =>
      table([0, 0.5, 1, 2, 8], (l2) => {
        const weights = Float64Array.of(0.5, -2, 1)
        const of = (penalty: number): { loss: number; gradient: ArrayLike<number> } => {
          const kernel = createKernel(csrVerbatim([[[0, 1]]], 3), [1], { l2: penalty })
          try {
            return kernel.lossAndGradient(weights)
          } finally {
            kernel.close()
          }
        }
        const [without, withIt] = [of(0), of(l2)]
        w.close('loss', withIt.loss, without.loss + (l2 * 5.25) / 2, 32 * 2 ** -52)
        weights.forEach((weight, j) =>
          w.close(`gradient[${j}]`, withIt.gradient[j] ?? NaN, (without.gradient[j] ?? NaN) + l2 * weight, 32 * 2 ** -52),
        )
      }),
  }),
]
