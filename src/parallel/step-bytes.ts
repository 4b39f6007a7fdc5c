/** What a rank sends in a step, in bytes. */
import type { StrategyName } from '../contract/training-step.ts'
import { requireCounts } from './memory.ts'

/**
 * Bytes of float32 parameters and gradients that each rank sends in a step. A sum or a gather of n floats in W equal shares moves 4n (W - 1) / W
 * bytes from every rank. DDP sums the gradients for everybody: two such moves. FSDP sums them for their owners, and gathers the parameters for
 * the forward and again for the backward pass: three.
 * @param gatheredOnce parameters of those units that stay gathered in between (at least the root); 0 by default
 * @throws RangeError for counts that are no integers >= 1, or more gathered once than there are
 */
export function stepBytes(strategy: StrategyName, parameters: number, ranks: number, gatheredOnce: number = 0): number {
  requireCounts('stepBytes', { parameters, ranks })
  if (!(gatheredOnce >= 0 && gatheredOnce <= parameters)) {
    throw new RangeError(`stepBytes: gatheredOnce must lie in [0, ${parameters}], got ${gatheredOnce}`)
  }
  if (strategy === 'single') return 0
  const moved = strategy === 'ddp' ? 2 * parameters : 3 * parameters - gatheredOnce
  return (4 * moved * (ranks - 1)) / ranks
}
