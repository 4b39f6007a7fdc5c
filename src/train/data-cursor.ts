/** Which rows each step learns from: the micro-batches are the ranks of a DistributedSampler, so that the number of real ranks changes nothing. */
import type { MicroBatch } from '../contract/model.ts'
import type { DataPosition, TrainingConfig } from '../contract/train.ts'
import { distributedIndices } from '../data/distributed-indices.ts'
import { countRows, nextTokenBatch } from '../data/next-token.ts'

/** Goes through a text, step by step, epoch after epoch. */
export class DataCursor {
  readonly #config: TrainingConfig
  readonly #tokens: Int32Array
  #epoch: number
  #batch: number
  /** The rows of this epoch, one list a micro-batch. */
  #lists: readonly Int32Array[]

  /**
   * @param tokens of the training text
   * @throws RangeError if the text has too few rows for one step
   */
  constructor(config: TrainingConfig, tokens: Int32Array, start: DataPosition = { epoch: 0, batch: 0 }) {
    this.#config = config
    this.#tokens = tokens
    this.#epoch = start.epoch
    this.#batch = start.batch
    this.#lists = this.#listsOf(start.epoch)
    if (this.stepsPerEpoch < 1) {
      const { contextLength } = config.model
      throw new RangeError(
        `training: the text must have at least ${config.dropLast === true ? config.microBatches : 1} rows of ${contextLength} tokens, got ${tokens.length} tokens`,
      )
    }
  }

  /** The batch that comes next. */
  get position(): DataPosition {
    return { epoch: this.#epoch, batch: this.#batch }
  }

  /** The last step of an epoch may have fewer rows in every micro-batch. */
  get stepsPerEpoch(): number {
    return Math.ceil((this.#lists[0]?.length ?? 0) / this.#config.rows)
  }

  /** Rows of the next step that a micro-batch holds. */
  rowsOf(microBatch: number): Int32Array {
    const from = this.#batch * this.#config.rows
    return this.#lists[microBatch]?.subarray(from, from + this.#config.rows) ?? new Int32Array(0)
  }

  /** A micro-batch of the next step. */
  batchOf(microBatch: number): MicroBatch {
    return nextTokenBatch({ tokens: this.#tokens, length: this.#config.model.contextLength }, this.rowsOf(microBatch))
  }

  /** Goes on to the next step, into the next epoch's order if this one is used up. */
  advance(): void {
    this.#batch += 1
    if (this.#batch < this.stepsPerEpoch) return
    this.#batch = 0
    this.#epoch += 1
    this.#lists = this.#listsOf(this.#epoch)
  }

  #listsOf(epoch: number): Int32Array[] {
    const { microBatches, seed, shuffle = true, dropLast = false, model } = this.#config
    const length = countRows({ tokens: this.#tokens, length: model.contextLength })
    return Array.from({ length: microBatches }, (_, rank) =>
      distributedIndices({ length, ranks: microBatches, rank, epoch, seed, shuffle, dropLast }),
    )
  }
}
