/** A fit finds the minimum, whatever the solver, and calls converged only what is. */
import fc from 'fast-check'
import { eightRows, overlapping, overlappingIn, strength, tenRows } from './logistic-data.ts'
import { bisect, goldenSection, plainGradient, plainObjective } from './oracle.ts'
import { law, once, table } from '../../judge/spec.ts'
import { converged, last } from '../copy/weights.ts'

/** Golden weights (w_0, w_1, w_n) on the ten rows, found by an independent Newton solver to |gradient| < 1e-10. */
const onTenRows = [
  { penalty: {}, weights: [-0.015638709301, -0.239611487953, 0.75741282065], loss: 5.708477671322813 },
  { penalty: { l2: 0.1 }, weights: [-0.0142938822, -0.2347330659, 0.7330382566] },
  { penalty: { l2: 1 }, weights: [-0.006342140322, -0.201024516669, 0.578285070189], loss: 5.762669769019 },
  { penalty: { l1: 0.5 }, weights: [-0.0473023462, -0.139311524, 0.6049502163], objective: 6.142054253203 },
] as const

export default [
  law({
    id: 'logistic.fit-on-ten-rows',
    says: 'the weights, the loss and the objective on the ten rows are the published figures',
    cites: 'computed once with numpy 1.24, Newton to |gradient| < 1e-10; l1 by two independent solvers',
    needs: ['fitLogistic', 'logisticObjective'],
    holds: ({ fitLogistic, logisticObjective }, w) =>
      table(onTenRows, (row) => {
        const weights = converged('ten rows', fitLogistic(tenRows, { penalty: row.penalty }), w)
        // figures printed to 10 digits, plus 1e-11 of gradient over a curvature above 0.5
        w.close('weights', weights, row.weights, 1e-10)
        // at the optimum J is flat; the loss alone has slope l2 |w| < 0.7 there
        if ('loss' in row) w.close('loss', logisticObjective(tenRows, {}, weights), row.loss, 2e-11)
        if ('objective' in row) w.close('J', logisticObjective(tenRows, row.penalty, weights), row.objective, 1e-12)
      }),
  }),
  law({
    id: 'logistic.fit-under-strong-penalties',
    says: 'on the ten rows l2 = 10 leaves w_n = 0.2060626089, and l1 = 1, 1.5 leave 0.4735812892 and 0.3510817374, the latter with w_1 = 0 exactly',
    cites: 'computed once with numpy 1.24',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      once(() => {
        const ridge = converged('l2 = 10', fitLogistic(tenRows, { penalty: { l2: 10 } }), w)
        w.close('w_1, w_n under l2 = 10', ridge.subarray(1), [-0.0899278146, 0.2060626089], 1e-10)
        const lasso = converged('l1 = 1', fitLogistic(tenRows, { penalty: { l1: 1 } }), w)
        w.close('w_1, w_n under l1 = 1', lasso.subarray(1), [-0.0504406482, 0.4735812892], 1e-10)
        const sparse = converged('l1 = 1.5', fitLogistic(tenRows, { penalty: { l1: 1.5 } }), w)
        w.close('w_n under l1 = 1.5', last(sparse), 0.3510817374, 1e-10)
        w.equal('w_1 under l1 = 1.5', Math.abs(sparse[1] ?? NaN), 0)
        const net = converged('elastic net', fitLogistic(tenRows, { penalty: { l1: 0.5, l2: 0.5 } }), w)
        w.close('w_n under l1 = l2 = 0.5', last(net), 0.5298882844, 1e-10)
      }),
  }),
  law({
    id: 'logistic.eight-rows-by-bisection',
    says: 'on the eight rows w solves 8 (sigma(w) - 3/4) + l2 w = 0, for every l2 >= 0; without penalty it is ln 3',
    cites: 'derived here: x = -1 mirrors x = 1, so the intercept is 0 and one equation is left, which rises in w',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      fc.property(fc.oneof(fc.constant(0), strength), (l2) => {
        const weights = converged('eight rows', fitLogistic(eightRows, { penalty: { l2 } }), w)
        const root = bisect((x) => 8 * (1 / (1 + Math.exp(-x)) - 0.75) + l2 * x, 0, 2)
        w.close('intercept and w', weights, [0, root], 1e-11) // gradient 1e-11 over a curvature of 1.5 or more
        if (l2 === 0) w.close('ln 3', last(weights), Math.log(3), 1e-11)
      }),
    runs: 20,
  }),
  law({
    id: 'logistic.fit-beats-golden-section',
    says: 'no intercept and weight that nested golden-section search finds have a lower objective, for one column, with and without l1 and l2',
    cites: 'Kiefer 1953; the objective is strictly convex on these data',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      // A stronger l1 would make most weights 0, and hide what l2 does.
      fc.property(overlappingIn(1), fc.constantFrom(0, 0.5), (data, l1) => {
        for (const l2 of [0, 0.5, 2]) {
          const weights = converged('one column', fitLogistic(data, { penalty: { l1, l2 } }), w)
          const search = goldenSection((x) => plainObjective(data, { l1, l2 }, x), 2, 8)
          const value = plainObjective(data, { l1, l2 }, weights)
          w.require('J is no higher than the search finds', value <= search.value + 1e-12, [value, search.value])
          // the search ends within 1e-8 of the minimum; if that is a kink (w = 0), J has slopes of up to 2 l1 on either side
          w.close('J', value, search.value, 1e-8 * (1e-4 + 2 * l1))
        }
      }),
    runs: 5,
  }),
  law({
    id: 'logistic.solvers-agree',
    says: 'under l2 every solver, from every start and in every visiting order, finds the same weights, and the gradient there is 0',
    cites: 'derived here: J is strictly convex in every weight, so its minimum is unique',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      fc.property(
        overlapping,
        fc.constantFrom(0.5, 1, 4),
        fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
        fc.integer({ min: -8, max: 8 }),
        (data, l2, shuffled, k) => {
          const start = new Float64Array(data.columns + 1).fill(k / 8)
          const order = shuffled.filter((j) => j <= data.columns)
          const weights = converged('newton', fitLogistic(data, { penalty: { l2 }, start }), w)
          w.close('gradient', plainGradient(data, l2, weights), new Float64Array(weights.length), 1e-10)
          for (const solver of ['gradient', 'coordinate'] as const) {
            const other = converged(solver, fitLogistic(data, { penalty: { l2 }, solver, start, order }), w)
            w.close(`${solver} against newton`, other, weights, 1e-8) // 1e-11 of gradient over the least curvature, that of w_0
          }
        },
      ),
    runs: 15,
  }),
  law({
    id: 'logistic.unfinished-is-not-converged',
    says: 'a solver that is stopped before its tolerance reports that it stopped, and one that is given time reports that it converged',
    cites: 'the contract of Fit',
    needs: ['fitLogistic'],
    reaches: ['stopped'],
    holds: ({ fitLogistic }, w) =>
      fc.property(fc.constantFrom('newton', 'gradient', 'coordinate'), fc.integer({ min: 0, max: 40 }), (solver, maxSteps) => {
        const fit = fitLogistic(tenRows, { penalty: { l2: 1 }, solver, maxSteps })
        if (fit.kind === 'stopped') w.reached('stopped')
        const weights = fit.kind === 'no finite optimum' ? new Float64Array(3) : fit.weights
        // both columns hold 2 as their largest power of two
        const off = Math.max(...plainGradient(tenRows, 1, weights).map((g, j) => Math.abs(g) / (j === 0 ? 1 : 2)))
        // rounding of the gradient: 10 rows of at most 3, some 1e-14
        w.require('converged means |gradient| <= 1e-11', fit.kind !== 'converged' || off <= 1.1e-11, [fit.kind, off])
        w.require('stopped means |gradient| > 1e-11', fit.kind !== 'stopped' || off > 0.9e-11, [fit.kind, off])
      }),
    runs: 30,
  }),
  law({
    id: 'logistic.gives-up-after-its-steps',
    says: 'every solver gives up after one step if it may make no more and one is not enough',
    cites: 'the contract of maxSteps',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      table(['newton', 'gradient', 'coordinate'] as const, (solver) =>
        w.equal(solver, fitLogistic(tenRows, { penalty: { l2: 1 }, solver, maxSteps: 1 }).kind, 'stopped'),
      ),
  }),
  law({
    id: 'logistic.fit-does-not-depend-on-units',
    says: 'without penalty a column in other units, from 1e-12 to 1e12, changes its own weight inversely and no other',
    cites: 'derived here: z depends on x_ij w_j alone',
    needs: ['fitLogistic'],
    holds: ({ fitLogistic }, w) =>
      fc.property(overlapping, fc.integer({ min: -40, max: 40 }), fc.nat(2), (data, exponent, which) => {
        const column = which % data.columns
        const unit = 2 ** exponent // products with it are exact
        const features = data.features.map((x, at) => (at % data.columns === column ? x * unit : x))
        const before = converged('as it is', fitLogistic(data), w)
        const after = converged(`column ${column} times 2^${exponent}`, fitLogistic({ ...data, features }), w)
        // 1e-11 of gradient, in the units of the columns, over the least curvature, some 1e-3
        w.close(
          'weights',
          after.map((x, j) => (j === column + 1 ? x * unit : x)),
          before,
          1e-8,
        )
      }),
    runs: 30,
  }),
]
