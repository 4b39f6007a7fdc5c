/** The group of a rank that is alone: every collective is done as soon as it is called. */
import type { BufferOperation, ProcessGroup, SharedBuffer, Started } from '../contract/collectives.ts'
import { type Call, checkCall, checkLength, foreignBuffer } from './call.ts'
import { CollectiveError } from './failure.ts'
import { TrafficCounter } from './traffic.ts'

/** A group of one rank. */
export function localGroup(): ProcessGroup {
  return new LocalGroup()
}

/** The same, for a launcher: `leave` throws if the group has ended early. */
export function localWorld(): { readonly groups: readonly [ProcessGroup]; leave(): void } {
  const group = new LocalGroup()
  return { groups: [group], leave: () => group.throwIfEnded() }
}

class LocalGroup implements ProcessGroup {
  readonly rank = 0
  readonly size = 1
  readonly kind = 'local'
  readonly traffic = new TrafficCounter()
  readonly #buffers = new WeakSet<Float32Array>()
  #sequence = 0
  #failure: CollectiveError | undefined

  allocate(length: number): SharedBuffer {
    checkLength(length)
    const mine = new Float32Array(length)
    this.#buffers.add(mine)
    return { mine }
  }

  barrier(): void {
    this.#call({ operation: 'barrier', length: 0, root: 0, buffer: 0 })
  }

  allReduce(buffer: SharedBuffer): void {
    this.#overBuffer('allReduce', buffer)
  }

  reduceScatter(buffer: SharedBuffer): Float32Array {
    this.#overBuffer('reduceScatter', buffer)
    return buffer.mine.subarray()
  }

  allGather(buffer: SharedBuffer): void {
    this.#overBuffer('allGather', buffer)
  }

  broadcast(buffer: SharedBuffer, root: number): void {
    this.#overBuffer('broadcast', buffer, root)
  }

  gatherNumbers(values: Float64Array): Float64Array {
    this.#call({ operation: 'gatherNumbers', length: values.length, root: 0, buffer: 0 })
    return values.slice()
  }

  start(operation: 'reduceScatter', buffer: SharedBuffer): Started<Float32Array>
  start(operation: Exclude<BufferOperation, 'reduceScatter'>, buffer: SharedBuffer, root?: number): Started<void>
  start(operation: BufferOperation, buffer: SharedBuffer, root = 0): Started<Float32Array> | Started<void> {
    this.#overBuffer(operation, buffer, root)
    const shard = buffer.mine.subarray()
    return operation === 'reduceScatter' ? { wait: () => shard } : { wait: () => undefined }
  }

  abort(reason: string): void {
    this.#failure ??= new CollectiveError({ rank: 0, operation: 'program', sequence: this.#sequence, reason })
  }

  throwIfEnded(): void {
    if (this.#failure !== undefined) throw this.#failure
  }

  #overBuffer(operation: BufferOperation, { mine }: SharedBuffer, root = 0): void {
    if (!this.#buffers.has(mine)) throw foreignBuffer(operation)
    this.#call({ operation, length: mine.length, root, buffer: 0 })
  }

  #call(call: Call): void {
    this.throwIfEnded()
    checkCall(call, 1)
    this.traffic.begin(call, 0, 1)
    this.#sequence += 1
  }
}
