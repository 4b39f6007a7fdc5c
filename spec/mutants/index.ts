/** Every mutant, by the room that it damages. */
import type { Mutant } from '../mutant.ts'

export const mutants: readonly Mutant[] = []
