/**
 * Five e-mail templates, 1000 mails each, and what is known about them to the digits given.
 * Source: Python 3, numpy 1.24, scipy 1.10 and statsmodels 0.13 (`proportions_ztest`, `chi2_contingency`, `fisher_exact`, `boschloo_exact`,
 * `confint_proportions_2indep`, `multipletests`), computed outside this project. Barnard of C is corrected: scipy's search (n = 32) stops at
 * .254116, while P(|z| >= 1.1577) = .261271 at the common rate .99387 by plain summation over all 1001 x 1001 tables (numpy 2, scipy 1.17); Boschloo of E
 * is from scipy 1.17.1.
 * Powers are exact, by summation over all tables.
 */
import type { Arm } from '../../../src/contract/two-proportion.ts'

export const RATES = { A: 0.1, B: 0.07, C: 0.085, D: 0.12, E: 0.14 } as const

export const CONTROL = 'A'

/** Clicks among 1000 mails. */
export const ARMS: Readonly<Record<keyof typeof RATES, Arm>> = {
  A: { successes: 100, n: 1000 },
  B: { successes: 70, n: 1000 },
  C: { successes: 85, n: 1000 },
  D: { successes: 120, n: 1000 },
  E: { successes: 140, n: 1000 },
}

export const DECISIONS = { B: 'worse', C: 'undecided', D: 'undecided', E: 'better' } as const

/** One row for each template: statistics to 9 digits and more, p-values as printed there. */
export const GOLDEN = [
  {
    name: 'B', pooledZ: -2.40539413, chiSquare: 5.78592093, yates: 5.40662167,
    p: { 'pooled z': 0.016155032, 'unpooled z': 0.016001512, Yates: 0.020060503, G: 0.015901178, Fisher: 0.01983462 },
    wald: [-0.05440922, -0.00559078], newcombe: [-0.05466604, -0.00552859], agrestiCaffo: [-0.05443286, -0.00544738],
    better: 0.0081174, betterJeffreys: 0.00797253, wilson: [0.0557763641, 0.0875146482], barnard: 0.016708, boschloo: 0.018266,
    adjusted: { none: 0.01615503, Bonferroni: 0.06462013, Holm: 0.0484651, Hochberg: 0.0484651, BH: 0.03231006, BY: 0.06731263, Dunnett: 0.0549051 },
    holmFisher: 0.05950386, power: [0.398, 0.673591, 0.927], n80: 1355.37, nDecided: 663.932,
  },
  {
    name: 'C', pooledZ: -1.1576628, chiSquare: 1.34018316, yates: 1.16744844,
    p: { 'pooled z': 0.24700167, 'unpooled z': 0.24684328, Yates: 0.27992614, G: 0.24676597, Fisher: 0.27989764 },
    wald: [-0.04038702, 0.01038702], newcombe: [-0.04056843, 0.01049087], agrestiCaffo: [-0.04043167, 0.01049155],
    better: 0.12405653, betterJeffreys: 0.12347163, wilson: [0.0692633185, 0.103912891], barnard: 0.261304, boschloo: 0.266648,
    adjusted: { none: 0.24700167, Bonferroni: 0.98800668, Holm: 0.30583556, Hochberg: 0.24700167, BH: 0.24700167, BY: 0.51458681, Dunnett: 0.59752746 },
    holmFisher: 0.34881421, power: [0.129, 0.211438, 0.373], n80: 5855.39, nDecided: 2866.369,
  },
  {
    name: 'D', pooledZ: 1.42930085, chiSquare: 2.04290092, yates: 1.84371808,
    p: { 'pooled z': 0.15291778, 'unpooled z': 0.15270801, Yates: 0.17451579, G: 0.15266501, Fisher: 0.1744071 },
    wald: [-0.00741148, 0.04741148], newcombe: [-0.00749217, 0.04755067], agrestiCaffo: [-0.00750888, 0.04742904],
    better: 0.92318344, betterJeffreys: 0.92360523, wilson: [0.1012992606, 0.1416090758], barnard: 0.1589, boschloo: 0.163903,
    adjusted: { none: 0.15291778, Bonferroni: 0.61167113, Holm: 0.30583556, Hochberg: 0.24700167, BH: 0.20389038, BY: 0.42477162, Dunnett: 0.41114904 },
    holmFisher: 0.34881421, power: [0.172, 0.298142, 0.525], n80: 3840.85, nDecided: 1880.394,
  },
  {
    name: 'E', pooledZ: 2.75240941, chiSquare: 7.57575758, yates: 7.20170455,
    p: { 'pooled z': 0.0059158511, 'unpooled z': 0.0058220781, Yates: 0.0072834369, G: 0.0058140584, Fisher: 0.0071854281 },
    wald: [0.01157039, 0.06842961], newcombe: [0.01151534, 0.06856375], agrestiCaffo: [0.01144109, 0.06839923],
    better: 0.99703979, betterJeffreys: 0.99708627, wilson: [0.1198685746, 0.1628866915], barnard: 0.006033, boschloo: 0.006526,
    adjusted: { none: 0.00591585, Bonferroni: 0.0236634, Holm: 0.0236634, Hochberg: 0.0236634, BH: 0.0236634, BY: 0.04929876, Dunnett: 0.02114197 },
    holmFisher: 0.02874171, power: [0.497, 0.788264, 0.974], n80: 1034.87, nDecided: 507.073,
  },
] as const // prettier-ignore

export const WILSON_OF_A = [0.0829094436, 0.1201519632] as const
