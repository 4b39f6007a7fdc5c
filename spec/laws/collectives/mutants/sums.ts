/** Faults of the order of a sum over ranks. */
import { canonicalSum } from '../../../../src/index.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import { roundedOnce, sequential } from './orders.ts'

/** Element by element, by a rule over the ranks' numbers. */
const elementwise =
  (rule: (addends: readonly number[]) => number) =>
  (addends: readonly Float32Array[]): Float32Array =>
    Float32Array.from(canonicalSum(addends), (_, i) => rule(addends.map((addend) => addend[i] as number)))

/** As halves: i with i + n / 2. */
function butterfly(addends: readonly number[]): number {
  if (addends.length === 1) return addends[0] as number
  const half = Math.ceil(addends.length / 2)
  const sums = addends
    .slice(0, half)
    .map((addend, i) => (half + i < addends.length ? Math.fround(addend + (addends[half + i] as number)) : addend))
  return butterfly(sums)
}

/** Halves of n / 2, the smaller one first. */
function halves(addends: readonly number[]): number {
  if (addends.length === 1) return addends[0] as number
  const half = Math.floor(addends.length / 2)
  return Math.fround(halves(addends.slice(0, half)) + halves(addends.slice(half)))
}

const IS_THE_TREE = ['canonical-sum.is-the-tree', 'canonical-sum.tells-orders-apart']

export default [
  {
    id: 'collectives.sum-from-the-left',
    fault: 'the ranks are added one after the other',
    refutedBy: [...IS_THE_TREE, 'canonical-sum.goes-on-over-sums-of-equal-powers-of-two'],
    parts: { canonicalSum: elementwise(sequential) },
  },
  {
    id: 'collectives.sum-rounded-once',
    fault: 'the sum is made in double precision and rounded once',
    refutedBy: [...IS_THE_TREE, 'canonical-sum.goes-on-over-sums-of-equal-powers-of-two'],
    parts: { canonicalSum: elementwise(roundedOnce) },
  },
  {
    id: 'collectives.sum-pairs-distant-ranks',
    fault: 'rank i is added to rank i + W / 2, not to its neighbour',
    refutedBy: [...IS_THE_TREE, 'canonical-sum.goes-on-over-sums-of-equal-powers-of-two'],
    parts: { canonicalSum: elementwise(butterfly) },
  },
  {
    id: 'collectives.sum-halves-odd-groups',
    fault: 'an odd number of ranks is halved, so that the odd one is added first',
    refutedBy: IS_THE_TREE,
    parts: { canonicalSum: elementwise(halves) },
  },
  {
    id: 'collectives.sum-leaves-out-the-last-block',
    fault: 'elements after the last full block of 2048 keep what the first rank has',
    refutedBy: ['canonical-sum.is-the-tree'],
    parts: {
      canonicalSum: (addends) => canonicalSum(addends).map((sum, i) => (i >= 2048 ? (addends[0]?.[i] as number) : sum)),
    },
  },
  {
    id: 'collectives.sum-takes-none-and-uneven',
    fault: 'no arrays sum to an empty one, and arrays of several lengths to the shortest',
    refutedBy: ['canonical-sum.refuses-what-has-no-sum'],
    parts: {
      canonicalSum: (addends) => {
        const length = addends.length === 0 ? 0 : Math.min(...addends.map((addend) => addend.length))
        return addends.length === 0 ? new Float32Array(0) : canonicalSum(addends.map((addend) => addend.slice(0, length)))
      },
    },
  },
] satisfies Mutant[]
