/** The loss of a step as the mean over the targets of all ranks. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { MicroBatch } from '../contract/model.ts'

/** A target that is not predicted. */
const IGNORED = -100

/** Targets of a batch that are not ignored. */
export function countTargets({ targets }: MicroBatch): number {
  return targets.reduce((count, target) => count + (target === IGNORED ? 0 : 1), 0)
}

/**
 * What a rank multiplies the sum of its losses by before the backward pass, so that the sum of the ranks' gradients is the gradient of the
 * mean over all targets: one over their number. It is the same on every rank, however unequal their shares are.
 * @param counts targets of every rank
 * @throws RangeError if nothing is left to predict
 */
export function globalScale(counts: Float64Array, _rank: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (!(total > 0))
    throw new RangeError(`globalScale: expected at least one target that is not ignored, got ${total} in the whole step`)
  return 1 / total
}

/**
 * The sum of all ranks' losses, added in the order of micro-batches: the same bits on any number of ranks. Collective.
 * @param losses of this rank's micro-batches, in order
 * @param most micro-batches that any rank owns
 */
export async function sumLosses(group: ProcessGroup, losses: Float64Array, most: number): Promise<number> {
  const padded = new Float64Array(Math.max(1, most))
  padded.set(losses)
  return (await group.gatherNumbers(padded)).reduce((sum, loss) => sum + loss, 0)
}
