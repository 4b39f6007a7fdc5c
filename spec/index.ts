/** The catalogue: every law, room by room. The rulings that judge answers stand with their questions in `answers/`. */
import type { Spec } from './spec.ts'

export const catalogue: Readonly<Record<string, readonly Spec[]>> = {}
