/** The numbers that `truth.md` states, computed from the reference. */
import type { DenseData, Logistic } from '../../../src/contract/logistic.ts'
import { eightRows, tenRows, tenRowsSeparable } from '../../laws/logistic/logistic-data.ts'
import type { Numbers } from '../truth.ts'

type Options = NonNullable<Parameters<Logistic['fitLogistic']>[1]>

const APART = Float64Array.of(0, 0, 0.7, -0.3)

export const numbers: Numbers = ({ fitLogistic, appendCopy, descend, logisticObjective, largestCurvature }) => {
  const fit = (data: DenseData, options: Options = {}): number[] => {
    const found = fitLogistic(data, options)
    return 'weights' in found ? [...found.weights] : []
  }
  const copied = appendCopy(tenRows, 1)
  const alone = (penalty = {}): number => fit(tenRows, { penalty })[2] ?? NaN
  const copies = (options: Options = {}): number[] => fit(copied, options).slice(2)
  const sumOver = (l2: number): number => copies({ penalty: { l2 } }).reduce((a, b) => a + b) / alone({ l2 })
  const [l1, l2, net] = [{ l1: 0.5 }, { l2: 1 }, { l1: 0.5, l2: 0.5 }]
  const small = (data: DenseData, penalty = {}): number[] => fit(data, { penalty }).slice(1)
  const apartAfter200 = ([first, second]: readonly [number, number]): number => {
    const start = Float64Array.of(0, 0, first, second)
    const [, , original = NaN, copy = NaN] = descend(copied, { step: 0.05, steps: 200, l2: 0.1, start })
    return original - copy
  }
  const fiveColumns = [1, 2, 3, 4].reduce((data) => appendCopy(data, 1), tenRows)
  const five = fit(fiveColumns, { penalty: l2 }).slice(2)
  const before = fit(tenRows, { penalty: l2 })
  const halves = Float64Array.from([...before.slice(0, 2), alone(l2) / 2, alone(l2) / 2])
  return {
    'w_n without penalty': alone(),
    'both copies, from zeros': copies({ solver: 'gradient' }),
    'both copies, from 0.7 and -0.3': copies({ solver: 'gradient', start: APART }),
    'least loss before and after the copy': [tenRows, copied].map((data) =>
      logisticObjective(data, {}, Float64Array.from(fit(data))),
    ),
    'w_n under L2, and half of it': [alone(l2), alone(l2) / 2],
    'both copies under L2': copies({ penalty: l2 }),
    'their sum over w_n, under L2': sumOver(1),
    'intercept before and after, under L2': [before[0] ?? NaN, fit(copied, { penalty: l2 })[0] ?? NaN],
    'w_1 before and after, under L2': [before[1] ?? NaN, fit(copied, { penalty: l2 })[1] ?? NaN],
    'J with halves of the old weight, and the least J': [
      logisticObjective(copied, l2, halves),
      logisticObjective(copied, l2, Float64Array.from(fit(copied, { penalty: l2 }))),
    ],
    's / w_n for λ = 0.01, 0.1, 1, 10, 100, 10000': [0.01, 0.1, 1, 10, 100, 10_000].map(sumOver),
    'five equal columns under L2: each, and their sum': [five[0] ?? NaN, five.reduce((a, b) => a + b)],
    'x_n and 2 x_n under L2: their weights': fit(appendCopy(tenRows, 1, 2), { penalty: l2 }).slice(2),
    'w_n under L1': alone(l1),
    'both copies, proximal descent from zeros': copies({ penalty: l1, solver: 'gradient' }),
    'both copies, coordinates in order n, n + 1': copies({ penalty: l1, solver: 'coordinate' }),
    'both copies, coordinates in order n + 1, n': copies({ penalty: l1, solver: 'coordinate', order: [0, 1, 3, 2] }),
    'w_n under an elastic net': alone(net),
    'both copies under an elastic net': copies({ penalty: net }),
    'their sum under an elastic net': copies({ penalty: net }).reduce((a, b) => a + b),
    'factor of the difference a step, η = 0.05, λ = 0.1': 1 - 0.05 * 0.1,
    'difference after 200 steps': apartAfter200([0.7, -0.3]),
    'difference after 200 steps from equal weights': apartAfter200([0, 0]),
    'fit of separable rows': fitLogistic(tenRowsSeparable).kind,
    'eight rows: w_n without penalty': small(eightRows),
    'eight rows, λ = 1: w_n, half of it': [small(eightRows, l2)[0] ?? NaN, (small(eightRows, l2)[0] ?? NaN) / 2],
    'eight rows, λ = 1: each copy': small(appendCopy(eightRows, 0), l2)[0] ?? NaN,
    'largest curvature before and after': [largestCurvature(tenRows), largestCurvature(copied)],
  }
}
