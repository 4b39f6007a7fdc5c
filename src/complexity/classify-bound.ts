/** What a claimed bound is worth: tight, loose or wrong, with sizes that show it. */
import type { Cost, Sizes, Growth, BoundWitness, Bound } from '../contract/complexity.ts'
import { costAt, requireCost } from './cost.ts'
import { outgrowing } from './outgrowing.ts'

/**
 * Decides what O(claim) is worth for something that costs Theta(cost); see [Note: rays] and [Note: logarithms] for the sizes considered.
 * @throws RangeError for an empty cost or an exponent out of range
 */
export function classifyBound(claim: Cost, cost: Cost): Bound {
  requireCost('classifyBound', claim)
  requireCost('classifyBound', cost)
  const above = outgrowing(cost, claim)
  if (above !== undefined) return { verdict: 'wrong', witness: witnessAlong(above, claim, cost) }
  const below = outgrowing(claim, cost)
  if (below !== undefined) return { verdict: 'loose', witness: witnessAlong(below, claim, cost) }
  return { verdict: 'tight' }
}

/** The ratio from which a reader sees at a glance which of two costs is larger. */
const PLAIN_RATIO = 10

/** The first sizes along a growth, N = 10, 100, 1000, ..., at which the costs differ by a plain ratio; the last ones that numbers hold if none do. */
function witnessAlong(along: Growth, claim: Cost, cost: Cost): BoundWitness {
  // m = n = N^3, k = N starts at a million examples: at a thousand, k = 10 is not yet much less than n.
  const first = along.m === 3 && along.n === 3 && along.k === 1 ? 100 : 10
  let witness = witnessAt(along, first, claim, cost)
  // Exponents of dozens: at N = 10 the costs are beyond what a number holds, so N comes closer to 1.
  for (let base = Math.sqrt(first); !isHeld(witness); base = Math.sqrt(base)) witness = witnessAt(along, base, claim, cost)
  for (let base = 10 * first; !isPlain(witness); base *= 10) {
    const next = witnessAt(along, base, claim, cost)
    if (!isHeld(next)) break
    witness = next
  }
  return witness
}

function isHeld({ at, claimed, cost }: BoundWitness): boolean {
  return [at.m, at.n, claimed, cost].every(Number.isFinite)
}

function isPlain({ claimed, cost }: BoundWitness): boolean {
  return Math.max(claimed / cost, cost / claimed) >= PLAIN_RATIO
}

function witnessAt(along: Growth, base: number, claim: Cost, cost: Cost): BoundWitness {
  const at = sizesAlong(along, base)
  return { along, at, claimed: costAt(claim, at), cost: costAt(cost, at) }
}

/** The sizes at N = base, rounded to whole numbers with m >= 1 and 1 <= k <= n, and powers of ten to their last digit. */
function sizesAlong({ m, n, k, logs = { m: 0, n: 0, k: 0 } }: Growth, base: number): Sizes {
  const size = (exponent: number, logPower: number): number =>
    Math.max(1, Math.round(Number((base ** exponent * Math.log(base) ** logPower).toPrecision(15))))
  const wide = size(n, logs.n)
  return { m: size(m, logs.m), n: wide, k: Math.min(wide, size(k, logs.k)) }
}
