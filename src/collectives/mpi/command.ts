/** The command that begins the ranks of a job, for each implementation of MPI. */
import type { MpiJob } from '../../contract/collectives.ts'
import type { MpiImplementation } from './library.ts'

/** A command, and what its environment holds besides the caller's. */
export interface RankCommand {
  readonly parameters: string[]
  readonly environment: Record<string, string>
}

/**
 * UCX, on which MPICH and OpenMPI may rest, patches the allocator of a running process, to know which memory is gone. In a process whose other
 * threads allocate at that moment, as Node's do, that ends in a segmentation fault now and then (3 of 85 jobs; 0 of 120 without).
 */
const NO_MEMORY_HOOKS = {
  UCX_MEM_EVENTS: 'n',
  UCX_MEM_MMAP_HOOK_MODE: 'none',
  UCX_MEM_MALLOC_HOOKS: 'n',
  UCX_MEM_MALLOC_RELOC: 'n',
}

/**
 * @param folders for memory that the ranks of one machine share, and for what ranks leave
 * @param rank command and parameters of one rank
 */
export function rankCommand(
  implementation: MpiImplementation,
  job: MpiJob,
  folders: { readonly shared: string; readonly folder: string },
  rank: readonly string[],
): RankCommand {
  return implementation === 'openmpi' ? openMpi(job, folders.shared, rank) : mpich(job, folders.folder, rank)
}

function openMpi({ ranks, hosts, agent, network }: MpiJob, shared: string, rank: readonly string[]): RankCommand {
  const mca = (name: string, value: string | undefined): string[] => (value === undefined ? [] : ['--mca', name, value])
  return {
    parameters: [
      '-n',
      String(ranks),
      '--oversubscribe',
      '--bind-to',
      'none',
      ...(hosts === undefined ? [] : ['--host', hosts.map((host) => `${host.name}:${host.ranks}`).join(','), '--map-by', 'slot']),
      ...mca('mpi_yield_when_idle', '1'),
      ...mca('plm_rsh_agent', agent),
      ...(network === undefined ? [] : [...mca('pml', 'ob1'), ...mca('btl', 'tcp,self,vader')]),
      ...mca('btl_tcp_if_include', network),
      ...mca('oob_tcp_if_include', network),
      ...mca('btl_vader_backing_directory', shared),
      ...mca('btl_sm_backing_directory', shared),
      ...mca('orte_tmpdir_base', shared),
      ...mca('orte_abort_on_non_zero_status', '1'),
      ...rank,
    ],
    environment: { ...NO_MEMORY_HOOKS, OMPI_ALLOW_RUN_AS_ROOT: '1', OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: '1' },
  }
}

/** Runs a rank and records a death by a signal: MPICH's launcher ends the others at once, and names any of them. */
const RECORDING = '"$@"; status=$?; [ $status -gt 128 ] && echo $status > "$0/death-$PMI_RANK"; exit $status'

function mpich({ ranks, hosts, agent, network }: MpiJob, folder: string, rank: readonly string[]): RankCommand {
  return {
    parameters: [
      '-n',
      String(ranks),
      ...(hosts === undefined ? [] : ['-hosts', hosts.map((host) => `${host.name}:${host.ranks}`).join(',')]),
      ...(agent === undefined ? [] : ['-launcher', 'rsh', '-launcher-exec', agent]),
      ...(network === undefined ? [] : ['-iface', network]),
      'sh',
      '-c',
      RECORDING,
      folder,
      ...rank,
    ],
    environment: NO_MEMORY_HOOKS,
  }
}
