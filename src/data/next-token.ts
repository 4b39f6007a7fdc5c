/** A stream of tokens as rows to learn from: what is read, and what is to be predicted. */
import type { MicroBatch } from '../contract/model.ts'
import type { RowsOfStream } from '../contract/sampler.ts'

/** Targets of this value do not count in the loss. */
export const IGNORED = -100

/** Rows of a stream; see the contract. */
export function countRows({ tokens, length }: RowsOfStream): number {
  if (!(Number.isInteger(length) && length >= 1)) {
    throw new RangeError(`countRows: length must be an integer >= 1, got ${length}`)
  }
  return Math.ceil(Math.max(0, tokens.length - 1) / length)
}

/** Some rows of a stream, as a batch; see the contract. */
export function nextTokenBatch(stream: RowsOfStream, numbers: ArrayLike<number>): MicroBatch {
  const { tokens, length } = stream
  const rows = countRows(stream)
  const batch = {
    rows: numbers.length,
    length,
    tokens: new Int32Array(numbers.length * length),
    targets: new Int32Array(numbers.length * length).fill(IGNORED),
  }
  for (let i = 0; i < numbers.length; i += 1) {
    const number = numbers[i] as number
    if (!(Number.isInteger(number) && number >= 0 && number < rows)) {
      throw new RangeError(`nextTokenBatch: a row must lie in [0, ${rows}), got ${number}`)
    }
    const start = number * length
    batch.tokens.set(tokens.subarray(start, start + length), i * length)
    batch.targets.set(tokens.subarray(start + 1, start + 1 + length), i * length)
  }
  return batch
}
