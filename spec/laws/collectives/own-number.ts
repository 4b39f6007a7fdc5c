/** The numbers that a rank brings. Ranks load this file and nothing else of a script: what draws scripts takes longer to load than a rank to start. */

/** The i-th number of a rank: of either sign and of very different magnitudes, so that sums show the order of their additions. */
export function ownNumber(seed: number, rank: number, i: number): number {
  let hash = Math.imul(seed ^ Math.imul(rank + 1, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b), 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash ^= hash >>> 12
  return ((hash >> 8) / 2 ** 23) * 2 ** ((hash & 15) - 8)
}
