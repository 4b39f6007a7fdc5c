/** A rank that runs a script and tells what it saw. */
import type { ProcessGroup, SharedBuffer, Started, Traffic } from '../../../../src/contract/collectives.ts'
import { ownNumber } from '../own-number.ts'
import type { Seen, Step } from '../script.ts'

/** What a rank returns. */
export interface Log {
  readonly rank: number
  readonly size: number
  readonly seen: readonly Seen[]
  readonly traffic: Pick<Traffic, 'calls' | 'bytesSent'>
}

/** @param script the same for every rank */
export default async function runScript(group: ProcessGroup, script: readonly Step[]): Promise<Log> {
  const buffers: SharedBuffer[] = []
  const begun = new Map<number, Started<unknown>>()
  const seen: Seen[] = []
  const see = ({ mine }: SharedBuffer, result: unknown): void => {
    const shard = result instanceof Float32Array ? { shard: result.slice() } : {}
    seen.push({ values: mine.slice(), ...shard })
  }
  for (const step of script) {
    const buffer = 'buffer' in step ? (buffers[step.buffer] as SharedBuffer) : undefined
    if (step.do === 'allocate') buffers.push(group.allocate(step.length))
    else if (step.do === 'barrier') await group.barrier()
    else if (step.do === 'gather') {
      const mine = Float64Array.from({ length: step.count }, (_, i) => ownNumber(step.seed, group.rank, i) / 3)
      seen.push({ values: await group.gatherNumbers(mine) })
    } else if (buffer === undefined) throw new TypeError(`script: no buffer for ${step.do}`)
    else if (step.do === 'fill') buffer.mine.forEach((_, i) => (buffer.mine[i] = ownNumber(step.seed, group.rank, i)))
    else if (step.do === 'collective') see(buffer, await blocking(group, step, buffer))
    else if (step.do === 'start') begun.set(step.buffer, start(group, step, buffer))
    else see(buffer, await begun.get(step.buffer)?.wait())
  }
  const { calls, bytesSent } = group.traffic
  return { rank: group.rank, size: group.size, seen, traffic: { calls: { ...calls }, bytesSent } }
}

type Collective = Extract<Step, { do: 'collective' | 'start' }>

function blocking(group: ProcessGroup, { operation, root }: Collective, buffer: SharedBuffer): unknown {
  return operation === 'broadcast' ? group.broadcast(buffer, root) : group[operation](buffer)
}

function start(group: ProcessGroup, { operation, root }: Collective, buffer: SharedBuffer): Started<unknown> {
  if (operation === 'reduceScatter') return group.start(operation, buffer)
  return operation === 'broadcast' ? group.start(operation, buffer, root) : group.start(operation, buffer)
}
