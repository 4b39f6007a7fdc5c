/** A program that runs another with a faulty group: its URL says which, and what is wrong. */
import type { BufferOperation, Launch, ProcessGroup, RankProgram, SharedBuffer } from '../../../../src/contract/collectives.ts'

/** A group that differs from the one that it stands for. */
const FAULTS = {
  /** The root of a broadcast is rank 0, whoever was asked for. */
  rootIsZero: (group) => ({ broadcast: (buffer: SharedBuffer) => group.broadcast(buffer, 0) }),
  /** A reduceScatter leaves the whole sum, not a shard of it. */
  scattersAll: (group) => ({
    reduceScatter: async (buffer: SharedBuffer) => {
      await group.allReduce(buffer)
      return shardOf(group, buffer)
    },
  }),
  /** A reduceScatter gives the shard of the next rank. */
  scattersShifted: (group) => ({
    reduceScatter: async (buffer: SharedBuffer) => {
      await group.reduceScatter(buffer)
      const length = buffer.mine.length / group.size
      const next = (group.rank + 1) % group.size
      return buffer.mine.subarray(next * length, (next + 1) * length)
    },
  }),
  /** A sum is an average. */
  averages: (group) => ({
    allReduce: async (buffer: SharedBuffer) => {
      await group.allReduce(buffer)
      buffer.mine.forEach((sum, i) => (buffer.mine[i] = sum / 3))
    },
  }),
  /** Numbers come in the order in which a rank sees the others: its own first. */
  gathersOwnFirst: (group) => ({
    gatherNumbers: async (values: Float64Array) => {
      const gathered = await group.gatherNumbers(values)
      const at = group.rank * values.length
      return Float64Array.of(...gathered.subarray(at), ...gathered.subarray(0, at), values.length)
    },
  }),
  /** Numbers pass through float32. */
  gathersFloats: (group) => ({
    gatherNumbers: async (values: Float64Array) => (await group.gatherNumbers(values)).map(Math.fround),
  }),
  /** What is begun is done at once on a copy, and put back late. */
  startsLate: (group) => ({
    start: (operation: BufferOperation, buffer: SharedBuffer, root: number) => {
      const started =
        operation === 'broadcast' ? group.start(operation, buffer, root) : group.start(operation as 'allReduce', buffer)
      const before = buffer.mine.slice()
      return {
        wait: async () => {
          const result = await started.wait()
          buffer.mine.set(before)
          return result
        },
      }
    },
  }),
  /** Of several that are begun at once only the first is done. */
  opensOne: (group) => {
    let open = false
    return {
      start: (operation: BufferOperation, buffer: SharedBuffer, root: number) => {
        if (open) return { wait: () => undefined }
        open = true
        const started =
          operation === 'broadcast' ? group.start(operation, buffer, root) : group.start(operation as 'allReduce', buffer)
        return {
          wait: async () => {
            open = false
            return started.wait()
          },
        }
      },
    }
  },
  /** Calls are counted, bytes are not. */
  countsNoBytes: (group) => ({ traffic: { ...group.traffic, bytesSent: 0 } }),
  /** A call that was begun is not counted. */
  countsNoStarts: (group) => ({
    get traffic() {
      const { calls, bytesSent, waitMs } = group.traffic
      return { calls: { ...calls, broadcast: 0 }, bytesSent, waitMs }
    },
  }),
  /** A group that was ended goes on. */
  forgetsTheEnd: () => ({ abort: () => undefined }),
  /** What cannot be is done as well as it can. */
  takesAnything: (group) => ({
    allocate: (length: number) => group.allocate(Math.max(1, Math.floor(length))),
    broadcast: (buffer: SharedBuffer, root: number) => group.broadcast(buffer, root % group.size),
  }),
  /** A new buffer is not cleaned. */
  dirtyMemory: (group) => ({
    allocate: (length: number) => {
      const buffer = group.allocate(length)
      buffer.mine.fill(7)
      return buffer
    },
  }),
  /** The result of what was begun is given once. */
  waitsOnce: (group) => ({
    start: (operation: BufferOperation, buffer: SharedBuffer, root: number) => {
      const started =
        operation === 'broadcast' ? group.start(operation, buffer, root) : group.start(operation as 'allReduce', buffer)
      let asked = false
      return {
        wait: async () => {
          const result = await started.wait()
          if (asked) return undefined
          asked = true
          return result
        },
      }
    },
  }),
} satisfies Record<string, (group: ProcessGroup) => object>

/** The name of a fault. */
export type GroupFault = keyof typeof FAULTS

/** The launcher, with the fault in every rank's group. */
export function withFault(launch: Launch, fault: GroupFault): Launch {
  return (job) => {
    const program = new URL(import.meta.url)
    program.search = String(new URLSearchParams({ fault, program: String(job.program) }))
    return launch({ ...job, program })
  }
}

/** Runs the program that the URL names with a group that has the fault that the URL names. */
export default async function runWithFault(group: ProcessGroup, data: unknown): Promise<unknown> {
  const { searchParams } = new URL(import.meta.url)
  const { default: program } = (await import(searchParams.get('program') ?? '')) as { default: RankProgram }
  const change = FAULTS[searchParams.get('fault') as GroupFault](group)
  return program(new Proxy(group, { get: (whole, name) => valueOf(name in change ? change : whole, name) }), data)
}

function valueOf(owner: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(owner, name)
  return typeof value === 'function' ? (value as (...parameters: unknown[]) => unknown).bind(owner) : value
}

function shardOf({ rank, size }: ProcessGroup, { mine }: SharedBuffer): Float32Array {
  return mine.subarray((rank * mine.length) / size, ((rank + 1) * mine.length) / size)
}
