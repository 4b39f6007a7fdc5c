/** Every right variant, by the room that it varies. */
import type { Variant } from '../mutant.ts'

export const variants: readonly Variant[] = []
