/** Other right ways to sum, to count and to run ranks. */
import { bytesSent, canonicalSum, launchSimulated, runSimulated } from '../../../src/index.ts'
import type { RankProgram } from '../../../src/contract/collectives.ts'
import type { Variant } from '../../judge/mutant.ts'

/** The two halves of a tree over a power of two of leaves, of which those that are missing add nothing. */
function halves(addends: readonly Float32Array[], leaves: number): Float32Array {
  const half = leaves / 2
  if (addends.length === 1) return (addends[0] as Float32Array).slice()
  if (addends.length <= half) return halves(addends, half)
  const [left, right] = [halves(addends.slice(0, half), half), halves(addends.slice(half), half)]
  return left.map((value, i) => value + (right[i] as number))
}

export default [
  {
    id: 'collectives.sum-of-padded-halves',
    because: 'a tree over the next power of two, of which the missing leaves are left out, is the tree of neighbours',
    parts: {
      canonicalSum: (addends) => {
        const lengths = addends.map((addend) => addend.length)
        const other = lengths.findIndex((length) => length !== lengths[0])
        if (addends.length === 0) throw new RangeError('canonicalSum: none given')
        if (other !== -1) throw new RangeError(`canonicalSum: lengths ${lengths[0]} and, at ${other}, ${lengths[other]}`)
        return halves(addends, 2 ** Math.ceil(Math.log2(addends.length)))
      },
    },
  },
  {
    id: 'collectives.bytes-as-two-halves',
    because: 'an all-reduce is a reduce-scatter followed by an all-gather, and sends what both send',
    parts: {
      bytesSent: (operation, length, size, root) => {
        if (operation !== 'allReduce') return bytesSent(operation, length, size, root)
        const gathered = bytesSent('reduceScatter', length, size).map((_, rank) => {
          const mine = Math.floor(((rank + 1) * length) / size) - Math.floor((rank * length) / size)
          return 4 * mine * (size - 1)
        })
        return bytesSent('reduceScatter', length, size).map((bytes, rank) => bytes + (gathered[rank] ?? 0))
      },
    },
  },
  {
    id: 'collectives.ranks-one-turn-late',
    because: 'a rank in lock step may begin a turn of the event loop after the others',
    parts: {
      launchSimulated: async (job) => {
        if (job.ranks < 2) return launchSimulated(job)
        const { default: program } = (await import(String(job.program))) as { default: RankProgram }
        return runSimulated(
          job.ranks,
          async (group) => {
            if (group.rank % 2 === 1) await new Promise(setImmediate)
            return program(group, structuredClone(job.data))
          },
          job,
        )
      },
    },
  },
  {
    id: 'collectives.sum-by-strides',
    because: 'sums at places 0, 2, 4, ... of pairs, then of places two apart, four apart: the same tree',
    parts: {
      canonicalSum: (addends) => {
        canonicalSum(addends) // for its refusals
        const sums = addends.map((addend) => addend.slice())
        for (let stride = 1; stride < sums.length; stride *= 2) {
          for (let at = 0; at + stride < sums.length; at += 2 * stride) {
            const [left, right] = [sums[at]!, sums[at + stride]!]
            left.forEach((value, i) => (left[i] = value + right[i]!))
          }
        }
        return sums[0]!
      },
    },
  },
] satisfies Variant[]
