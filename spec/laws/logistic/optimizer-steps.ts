/** What each optimiser does along its path, step by step, by a twin that is written out in scalars; and data on which float32 separates. */
import fc from 'fast-check'
import type { DescentOptions } from '../../../src/contract/logistic.ts'
import { law, once, table } from '../../judge/spec.ts'
import { fromRows, overlapping } from './logistic-data.ts'
import { plainGradient } from './oracle.ts'

type Optimizer = NonNullable<DescentOptions['optimizer']>

/** The change of one weight, from all its gradients so far, oldest first. No state: everything is summed anew. */
const change: Readonly<Record<Optimizer, (gradients: readonly number[]) => number>> = {
  plain: (gradients) => gradients.at(-1) ?? NaN,
  momentum: (gradients) => weighted(gradients, 0.9),
  nesterov: (gradients) => (gradients.at(-1) ?? NaN) + 0.9 * weighted(gradients, 0.9),
  adam: (gradients) => {
    const mean = (0.1 * weighted(gradients, 0.9)) / (1 - 0.9 ** gradients.length)
    const square =
      (0.001 *
        weighted(
          gradients.map((g) => g * g),
          0.999,
        )) /
      (1 - 0.999 ** gradients.length)
    return mean / (Math.sqrt(square) + 1e-8)
  },
  adagrad: (gradients) =>
    (gradients.at(-1) ?? NaN) /
    (Math.sqrt(
      weighted(
        gradients.map((g) => g * g),
        1,
      ),
    ) +
      1e-10),
}

/** sum_t decay^(now - t) x_t. */
function weighted(values: readonly number[], decay: number): number {
  return values.reduce((sum, x, t) => sum + decay ** (values.length - 1 - t) * x, 0)
}

export default [
  law({
    id: 'descent.each-step-is-the-published-rule',
    says: 'after each of up to 12 steps, under either decay, every optimiser stands where its published rule, summed anew over all gradients so far, puts it',
    cites:
      'Polyak 1964; Sutskever et al. 2013; Kingma and Ba 2015, algorithm 1; Duchi, Hazan and Singer 2011; Loshchilov and Hutter 2019',
    needs: ['descend'],
    runs: 40,
    holds: ({ descend }, w) =>
      fc.property(
        overlapping,
        fc.constantFrom<Optimizer[]>('plain', 'momentum', 'nesterov', 'adam', 'adagrad'),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 0.5),
        fc.constantFrom('coupled' as const, 'decoupled' as const),
        (data, optimizer, steps, l2, decay) => {
          const step = 1 / 64
          const kept = decay === 'decoupled' ? 1 - step * l2 : 1
          let weights = Array.from({ length: data.columns + 1 }, (_, j) => j / 8)
          const start = Float64Array.from(weights)
          const gradients: number[][] = weights.map(() => [])
          for (let t = 0; t < steps; t += 1) {
            const gradient = plainGradient(data, decay === 'coupled' ? l2 : 0, weights)
            weights = weights.map((weight, j) => {
              gradients[j]?.push(gradient[j] ?? NaN)
              return (j === 0 ? 1 : kept) * weight - step * change[optimizer](gradients[j] ?? [])
            })
          }
          // Adam and Adagrad divide by the size of the gradient, so its relative rounding, some 1e-15, is all that counts; near a
          // gradient of 0 they amplify it by at most 1e8 and 1e10, but there a step is below 1/64 of the rounding
          w.close(`${optimizer}, ${steps} steps`, descend(data, { optimizer, step, steps, l2, start, decay }), weights, 1e-9)
        },
      ),
  }),
  law({
    id: 'descent.divides-by-a-little-more',
    says: 'where the gradient is twice the number that Adam, or Adagrad, adds to the root, the first step is two thirds as long as elsewhere',
    cites: 'the contract: 1e-8 and 1e-10; 2 / (2 + 1)',
    needs: ['descend'],
    holds: ({ descend }, w) =>
      table(
        [
          ['adam', 1e-8],
          ['adagrad', 1e-10],
        ] as const,
        ([optimizer, little]) => {
          // one row of either label and no column: the gradient is 2 sigma(w) - 1, w / 2 next to 0
          const coin = { rows: 2, columns: 0, features: new Float64Array(0), labels: Float64Array.of(0, 1) }
          const start = Float64Array.of(4 * little)
          // sigma rounds by 2^-53, which is 5e-7 of 2e-10
          w.close(optimizer, descend(coin, { optimizer, step: 1, steps: 1, start }), [4 * little - 2 / 3], 1e-6)
        },
      ),
  }),
  law({
    id: 'descent.goes-on-from-where-it-was',
    says: 'plain descent has no memory: 1200 steps, under either decay, are 600 steps and 600 more from where those ended',
    cites: 'definition',
    needs: ['descend'],
    runs: 6,
    holds: ({ descend }, w) =>
      fc.property(overlapping, fc.constantFrom('coupled' as const, 'decoupled' as const), (data, decay) => {
        const options = { step: 1 / 256, l2: 0.5, decay }
        const half = descend(data, { ...options, steps: 600 })
        // The same steps; stable ones (the curvature is at most 20 * 28 / 4) keep roundings as small as they are.
        w.close(decay, descend(data, { ...options, steps: 1200 }), descend(data, { ...options, steps: 600, start: half }), 1e-12)
      }),
  }),
  law({
    id: 'logistic.empty-columns-have-no-weight',
    says: 'a column of zeros ends with weight 0 under l2, whatever the solver and the start, and changes no other weight',
    cites: 'derived here: only the penalty speaks of it',
    needs: ['fitLogistic', 'appendCopy'],
    runs: 4,
    holds: ({ fitLogistic, appendCopy }, w) =>
      fc.property(overlapping, (data) => {
        const start = new Float64Array(data.columns + 2)
        start[data.columns + 1] = 5
        for (const solver of ['newton', 'gradient', 'coordinate'] as const) {
          for (const l2 of [0.5, 1, 2]) {
            const fit = fitLogistic(appendCopy(data, 0, 0, 0), { penalty: { l2 }, solver, start, maxSteps: 10_000 })
            const without = fitLogistic(data, { penalty: { l2 } })
            w.equal('both converge', [fit.kind, without.kind], ['converged', 'converged'])
            if (fit.kind === 'no finite optimum' || without.kind === 'no finite optimum') return
            // 1e-11 of gradient over a curvature of at least 1/2, or that of the intercept, above 1e-2
            w.close(`${solver}, l2 = ${l2}`, fit.weights.at(-1) ?? NaN, 0, 1e-8)
            w.close('others', fit.weights.subarray(0, -1), without.weights, 1e-8)
          }
        }
      }),
  }),
  law({
    id: 'logistic.plain-tables',
    says: 'a table without columns is fitted by the log-odds of its labels, and a table whose columns are orthogonal signs has all curvatures at a quarter of its rows',
    cites: "derived here: the likelihood of the intercept alone; A'A is rows times the identity",
    needs: ['fitLogistic', 'largestCurvature'],
    holds: ({ fitLogistic, largestCurvature }, w) =>
      table([1, 2, 3, 7], (ones) => {
        const labels = Float64Array.from({ length: 8 }, (_, i) => (i < ones ? 1 : 0))
        const fit = fitLogistic({ rows: 8, columns: 0, features: new Float64Array(0), labels })
        const weights = fit.kind === 'no finite optimum' ? [NaN] : fit.weights
        w.close(`${ones} of 8`, weights, [Math.log(ones / (8 - ones))], 1e-9)
        const signs = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [i & 1 ? 1 : -1, i & 2 ? 1 : -1, 0])
        w.close('curvature', largestCurvature(fromRows(signs)), 2, 1e-12)
      }),
  }),
  law({
    id: 'separability.is-decided-in-double-precision',
    says: 'rows that a hyperplane separates by one part in 10^9, which float32 cannot see, are separable, and the other way round',
    cites: 'derived here: the sign of x - 1 is the label',
    needs: ['findSeparation'],
    holds: ({ findSeparation }, w) =>
      once(() => {
        const tiny = 2 ** -30
        const apart = [[1 - tiny, 0], [1 + tiny, 1]] // prettier-ignore
        const crossed = [[1 - tiny, 0], [1 + tiny, 1], [1 + 2 * tiny, 0], [1 - 2 * tiny, 1]] // prettier-ignore
        w.equal('apart', findSeparation(fromRows(apart)).kind, 'separable')
        w.equal('crossed', findSeparation(fromRows(crossed)).kind, 'overlapping')
      }),
  }),
]
