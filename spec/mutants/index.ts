/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'
import betaBernoulli from './beta-bernoulli.ts'
import complexity from './complexity.ts'
import logistic from './logistic.ts'

export const mutants: readonly Mutant[] = [betaBernoulli, complexity, logistic].flat()
