/** Tolerances that several rooms share, with what they rest on. */

/**
 * A closed form of a head probability takes at most four roundings of numbers up to 1: 4 * 2^-53 < 1e-15; an average over the samples of 30 trials
 * adds 31 such terms, of some hundred roundings in all: < 2e-14. The contract grants 1e-12.
 */
export const CLOSED_FORM = 1e-12
