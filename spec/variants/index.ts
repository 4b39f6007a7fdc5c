/** Every right variant, by the room that it varies. */
import type { Variant } from '../mutant.ts'
import logistic from './logistic.ts'

export const variants: readonly Variant[] = [...logistic]
