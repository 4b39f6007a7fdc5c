/** Every check there is: the laws, and the rulings on each answer of the sheet that answers everything rightly. */
import { catalogue } from './index.ts'
import type { Check } from './kill-matrix.ts'

export function allChecks(): Check[] {
  return Object.values(catalogue)
    .flat()
    .map((spec) => ({ id: spec.id, spec, answer: {} }))
}
