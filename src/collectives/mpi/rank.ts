/** What a process runs that is a rank under MPI: `node rank.js FOLDER`. */
import { CollectiveError, failureOf } from '../failure.ts'
import { OrderedGroup } from '../ordered-group.ts'
import { plainCopy } from '../plain-copy.ts'
import { programOf } from '../program.ts'
import { JobFolder, type MpiOrder } from './job-folder.ts'
import { loadMpi, type Mpi } from './library.ts'
import { MpiTransport } from './mpi-transport.ts'

/** The exit status of a rank whose group has failed. */
const FAILED = 70

const folder = new JobFolder(process.argv[2] ?? '')
folder.enlist()
const { order } = folder
const mpi = loadMpi(order.implementation)
mpi.call('MPI_Init', null, null)
await runAsRank(order, mpi)

async function runAsRank(
  { program, data, deadlineMs, sums, crowded, ranks, gpusPerHost }: MpiOrder,
  library: Mpi,
): Promise<void> {
  const transport = new MpiTransport(library, deadlineMs, sums, crowded)
  const group = new OrderedGroup(transport)
  const end = (error: unknown): never => {
    folder.failed(transport.rank, failureOf(error, transport.rank, group.sequence))
    library.call('MPI_Abort', library.world, FAILED)
    process.exit(FAILED)
  }
  const onExit = (code: number): void => {
    const reason = `its process exited with code ${code}`
    end(new CollectiveError({ rank: transport.rank, operation: 'program', sequence: group.sequence, reason }))
  }
  process.once('exit', onExit)
  process.once('uncaughtException', end)
  try {
    if (transport.size !== ranks) {
      throw new Error(
        `expected ${ranks} ranks, got ${transport.size}: the launcher and the library are of different implementations of MPI (${order.implementation} was asked for)`,
      )
    }
    if (gpusPerHost !== undefined) process.env.CUDA_VISIBLE_DEVICES = String(rankOnHost() % gpusPerHost)
    const run = await programOf(program)
    folder.loaded(transport.rank)
    group.enter()
    folder.returned(transport.rank, plainCopy(await run(group, data)))
    group.leave()
    library.call('MPI_Finalize')
  } catch (error) {
    process.off('exit', onExit)
    end(error)
  }
  process.off('exit', onExit)
  process.exit(0)
}

/** The how-manieth rank of its machine this is, as the launcher tells. */
function rankOnHost(): number {
  const { OMPI_COMM_WORLD_LOCAL_RANK, MPI_LOCALRANKID, SLURM_LOCALID } = process.env
  return Number(OMPI_COMM_WORLD_LOCAL_RANK ?? MPI_LOCALRANKID ?? SLURM_LOCALID ?? 0)
}
