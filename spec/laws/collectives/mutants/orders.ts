/** Wrong orders of a sum of one number a rank; a rank's thread loads them without the reference. */

/** From the left. */
export function sequential(addends: readonly number[]): number {
  return addends.reduce((sum, addend) => Math.fround(sum + addend))
}

/** In double precision, rounded at the end. */
export function roundedOnce(addends: readonly number[]): number {
  return Math.fround(addends.reduce((sum, addend) => sum + addend))
}
