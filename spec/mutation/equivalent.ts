/** Changes that change nothing that anybody can see, each with the reason: they count neither as killed nor as survived. */
import type { Equivalent } from './equivalents/because.ts'
import complexity from './equivalents/complexity.ts'
import data from './equivalents/data.ts'
import logistic from './equivalents/logistic.ts'
import numeric from './equivalents/numeric.ts'
import sparseGradients from './equivalents/sparse-gradients.ts'
import selection from './equivalents/selection.ts'
import stats from './equivalents/stats.ts'

export const equivalents: readonly Equivalent[] = [
  ...complexity,
  ...data,
  ...logistic,
  ...numeric,
  ...selection,
  ...sparseGradients,
  ...stats,
]
