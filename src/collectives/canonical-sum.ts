/** The sum over ranks in the canonical order: neighbours first, an odd one carried up a level, each addition rounded to float32. */

/** Floats summed at a time, so that the partial sums of a level stay in the nearest cache. */
const BLOCK = 1024

/** Partial sums of a block, one a level of the tree. */
const partial: Float32Array[] = []

/**
 * The canonical sum of the ranks' arrays.
 * @param addends one array a rank, at least one, of equal lengths
 * @throws RangeError if there is none, or the lengths differ
 */
export function canonicalSum(addends: readonly Float32Array[]): Float32Array {
  const length = addends[0]?.length
  if (length === undefined) throw new RangeError('canonicalSum: expected at least one array, got none')
  const other = addends.findIndex((addend) => addend.length !== length)
  if (other !== -1) {
    throw new RangeError(`canonicalSum: expected arrays of one length, got ${length} and, at ${other}, ${addends[other]?.length}`)
  }
  const sum = new Float32Array(length)
  sumRange(addends, 0, length, sum)
  return sum
}

/** Writes elements `from` up to `to` of the canonical sum to the same place of `target`, which may be one of the addends. */
export function sumRange(addends: readonly Float32Array[], from: number, to: number, target: Float32Array): void {
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(start + BLOCK, to)
    sumBlock(addends, 0, addends.length, start, end, target, start, 0)
  }
}

/** The sum of `count` addends from `first` on; its left half is the largest power of two below `count`. */
function sumBlock(
  addends: readonly Float32Array[],
  first: number,
  count: number,
  from: number,
  to: number,
  target: Float32Array,
  at: number,
  level: number,
): void {
  const a = addends[first] as Float32Array
  if (count === 1) {
    if (target !== a || at !== from) target.set(a.subarray(from, to), at)
    return
  }
  const half = 2 ** Math.ceil(Math.log2(count) - 1)
  const left = half === 1 ? a : partialSum(addends, first, half, from, to, 2 * level)
  const right =
    count - half === 1
      ? (addends[first + half] as Float32Array)
      : partialSum(addends, first + half, count - half, from, to, 2 * level + 1)
  add(left, half === 1 ? from : 0, right, count - half === 1 ? from : 0, target, at, to - from)
}

function partialSum(addends: readonly Float32Array[], first: number, count: number, from: number, to: number, slot: number) {
  const sum = (partial[slot] ??= new Float32Array(BLOCK))
  sumBlock(addends, first, count, from, to, sum, 0, (slot >> 1) + 1)
  return sum
}

function add(a: Float32Array, i: number, b: Float32Array, j: number, target: Float32Array, at: number, length: number): void {
  for (let k = 0; k < length; k += 1) target[at + k] = (a[i + k] as number) + (b[j + k] as number)
}
