/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'
import betaBernoulli from './beta-bernoulli.ts'
import complexity from './complexity.ts'
import copiedFeature from './copied-feature.ts'
import descent from './descent.ts'
import experiment from './experiment.ts'
import logistic from './logistic.ts'
import sparse from './sparse.ts'
import stats from './stats.ts'

export const mutants: readonly Mutant[] = [
  betaBernoulli,
  complexity,
  logistic,
  copiedFeature,
  descent,
  sparse,
  stats,
  experiment,
].flat()
