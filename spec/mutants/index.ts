/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'
import complexity from './complexity.ts'
import copiedFeature from './copied-feature.ts'
import descent from './descent.ts'
import logistic from './logistic.ts'
import sparse from './sparse/index.ts'
import stats from './stats/index.ts'

export const mutants: readonly Mutant[] = [stats, complexity, logistic, copiedFeature, descent, sparse].flat()
