/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'
import betaBernoulli from './beta-bernoulli.ts'
import logistic from './logistic.ts'

export const mutants: readonly Mutant[] = [...betaBernoulli, ...logistic]
