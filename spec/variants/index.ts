/** Every right variant, by the room that it varies. */
import type { Variant } from '../mutant.ts'
import betaBernoulli from './beta-bernoulli.ts'
import complexity from './complexity.ts'
import logistic from './logistic.ts'
import sparse from './sparse.ts'
import stats from './stats.ts'

export const variants: readonly Variant[] = [betaBernoulli, complexity, logistic, sparse, stats].flat()
