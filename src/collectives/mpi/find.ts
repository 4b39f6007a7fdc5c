/** Which MPI this machine has. */
import { execFileSync } from 'node:child_process'
import { INSTALL, loadMpi, type MpiImplementation } from './library.ts'

/** An implementation whose launcher and library are both here, or why there is none. */
export type FoundMpi =
  | { readonly implementation: MpiImplementation; readonly launcher: string }
  | { readonly implementation?: undefined; readonly reason: string }

const LAUNCHERS: Record<MpiImplementation, { readonly names: readonly string[]; readonly says: RegExp }> = {
  openmpi: { names: ['mpirun.openmpi', 'mpirun'], says: /Open ?MPI|Open RTE/i },
  mpich: { names: ['mpiexec.hydra', 'mpiexec.mpich', 'mpiexec'], says: /HYDRA|MPICH/i },
}

/** @param wanted the only one to look for; OpenMPI, then MPICH by default */
export function findMpi(wanted?: MpiImplementation): FoundMpi {
  const reasons: string[] = []
  for (const implementation of wanted === undefined ? (['openmpi', 'mpich'] as const) : [wanted]) {
    const launcher = LAUNCHERS[implementation].names.find((name) => LAUNCHERS[implementation].says.test(versionOf(name)))
    if (launcher === undefined) {
      reasons.push(`no launcher of ${implementation} (${LAUNCHERS[implementation].names.join(', ')}); ${INSTALL[implementation]}`)
      continue
    }
    try {
      loadMpi(implementation)
      return { implementation, launcher }
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error))
    }
  }
  return { reason: reasons.join('; ') }
}

function versionOf(launcher: string): string {
  try {
    return execFileSync(launcher, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 10_000 })
  } catch {
    return ''
  }
}
