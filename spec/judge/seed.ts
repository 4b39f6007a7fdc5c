/** The seed of a test run: `ASSAY_SEED`, or 1. Pinned per commit; CI also runs with others. */
const text = process.env['ASSAY_SEED'] ?? '1'

/** @throws RangeError for anything but a whole number of 32 bits: an empty or broken variable is refused, not ignored */
export const seed = readSeed(text)

function readSeed(given: string): number {
  const value = Number(given)
  if (!/^-?\d+$/.test(given) || value !== Math.trunc(value) || Math.abs(value) >= 2 ** 31) {
    throw new RangeError(`ASSAY_SEED: expected a whole number of at most 31 bits, got ${JSON.stringify(given)}`)
  }
  return value
}
