/** When a fit stops: at its tolerance, or after as many steps as it may make. */
import { law, once, table } from '../../judge/spec.ts'

/** Two rows, one of either label, and no column: the gradient is 2 sigma(w_0) - 1, exactly 0 at 0 and exactly 1 from 40 on. */
const coin = { rows: 2, columns: 0, features: new Float64Array(0), labels: Float64Array.of(0, 1) }

export default [
  law({
    id: 'logistic.converges-at-its-tolerance',
    says: 'where the gradient is 0 a fit with a tolerance of 0 has converged, with every solver',
    cites: 'the contract: the tolerance is the largest component at which a fit counts as converged',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      table(['newton', 'gradient', 'coordinate'] as const, (solver) =>
        w.equal(solver, fitLogistic(coin, { solver, tolerance: 0, maxSteps: 3 }).kind, 'converged'),
      ),
  }),
  law({
    id: 'logistic.gives-up-after-100-000-steps',
    says: 'by default a fit by gradient steps gives up after 100 000 of them: on a slope that is a straight line they are all as long as the first',
    cites: 'the contract of maxSteps',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      once(() => {
        // stable steps are shorter than 2 over a curvature of 1/2, so that all of them end far above 40
        const start = Float64Array.of(500_000)
        const after = (maxSteps?: number): number => {
          const fit = fitLogistic(coin, { solver: 'gradient', start, ...(maxSteps === undefined ? {} : { maxSteps }) })
          w.equal('the fit', fit.kind, 'stopped')
          return fit.kind === 'stopped' ? (fit.weights[0] ?? NaN) : NaN
        }
        const length = 500_000 - after(1)
        w.require('a step goes downhill', length > 0, length)
        // each step rounds a number below 2^19 once
        w.close('steps', (500_000 - after()) / length, 100_000, (1e5 * 2 ** -34) / length)
      }),
  }),
]
