/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'
import betaBernoulli from './beta-bernoulli.ts'

export const mutants: readonly Mutant[] = [...betaBernoulli]
