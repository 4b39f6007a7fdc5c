/** Every correction for several comparisons, none included. */
import type { Correction } from '../../../src/contract/experiment.ts'

export const CORRECTIONS = [
  'none',
  'Bonferroni',
  'Sidak',
  'Holm',
  'Hochberg',
  'BH',
  'BY',
  'Dunnett',
] as const satisfies readonly Correction[]
