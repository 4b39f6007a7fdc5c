/** The canonical sum over copies in one memory, block by block, so that the partial sums of a level stay in the nearest cache. */
import type { SumKernel } from './kernel.ts'

/** Floats summed at a time. */
const BLOCK = 2048

/** Bytes of scratch memory that a sum over `addends` copies needs: two partial sums a level of the tree. */
export function scratchBytes(addends: number): number {
  return 8 * BLOCK * Math.max(1, Math.ceil(Math.log2(addends)))
}

/**
 * Writes the sum of `count` floats to `target`, then to each of `copies`.
 * @param addends byte addresses, in the order of ranks
 * @param target byte address; may be one of the addends
 * @param copies byte addresses that get the sum too
 * @param scratch byte address of scratchBytes(addends.length)
 */
export function sumTree(
  kernel: SumKernel,
  addends: readonly number[],
  count: number,
  target: number,
  copies: readonly number[],
  scratch: number,
): void {
  for (let start = 0; start < count; start += BLOCK) {
    const length = Math.min(BLOCK, count - start)
    sumBlock(kernel, addends, 0, addends.length, 4 * start, length, target + 4 * start, scratch)
    for (const copy of copies) kernel.copy(copy + 4 * start, target + 4 * start, length)
  }
}

/** The sum of `width` addends from `first` on; its left half is the largest power of two below `width`. */
function sumBlock(
  kernel: SumKernel,
  addends: readonly number[],
  first: number,
  width: number,
  offset: number,
  length: number,
  target: number,
  scratch: number,
): void {
  const addend = (addends[first] as number) + offset
  if (width === 1) {
    if (addend !== target) kernel.copy(target, addend, length)
    return
  }
  const half = 2 ** Math.ceil(Math.log2(width) - 1)
  const left = half === 1 ? addend : scratch
  const right = width - half === 1 ? (addends[first + half] as number) + offset : scratch + 4 * BLOCK
  if (left === scratch) sumBlock(kernel, addends, first, half, offset, length, left, scratch + 8 * BLOCK)
  if (width - half > 1) sumBlock(kernel, addends, first + half, width - half, offset, length, right, scratch + 8 * BLOCK)
  kernel.add(target, left, right, length)
}
