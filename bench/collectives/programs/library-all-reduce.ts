/** The same under OpenMPI with its own blocking MPI_Allreduce and no code of ours between: what the library does by itself. */
import { createRequire } from 'node:module'
import type { ProcessGroup } from '../../../src/contract/collectives.ts'
import type { Timed } from './all-reduce.ts'

interface Library {
  func(name: string, result: string, parameters: string[]): (...parameters: unknown[]) => number
  symbol(name: string): bigint
}

/** @returns milliseconds, by length and repeat */
export default function timeLibrary(group: ProcessGroup, { lengths, repeats }: Timed): number[][] {
  const koffi = createRequire(import.meta.url)('koffi') as { load(name: string, options: object): Library }
  const mpi = koffi.load('libmpi.so.40', { lazy: true, global: true })
  const pointers = (count: number): string[] => Array.from({ length: count }, () => 'void *')
  const allReduce = mpi.func('MPI_Allreduce', 'int', ['void *', 'void *', 'int', ...pointers(3)])
  const barrier = mpi.func('MPI_Barrier', 'int', ['void *'])
  const [world, float, sum] = ['ompi_mpi_comm_world', 'ompi_mpi_float', 'ompi_mpi_op_sum'].map((name) => mpi.symbol(name))
  return lengths.map((length) => {
    const { mine } = group.allocate(length)
    const result = group.allocate(length).mine
    mine.fill(1)
    allReduce(mine, result, length, float, sum, world)
    const times = Array.from({ length: repeats }, () => {
      mine.fill(1)
      barrier(world)
      const began = performance.now()
      allReduce(mine, result, length, float, sum, world)
      return performance.now() - began
    })
    if (result[length - 1] !== group.size)
      throw new Error(`MPI_Allreduce of ones: expected ${group.size}, got ${result[length - 1]}`)
    return times
  })
}
