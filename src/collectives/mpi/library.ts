/**
 * The MPI library of this machine, called through koffi without a native build.
 *
 * OpenMPI and MPICH differ in what a handle is: addresses of symbols in the one, fixed integers in the other.
 */
import { createRequire } from 'node:module'

/** An implementation of MPI that the adapter knows. */
export type MpiImplementation = 'openmpi' | 'mpich'

/** A handle: an address, or a number. */
export type Handle = bigint | number

/** What a call may be given: memory, an address, a number. */
type Argument = ArrayBufferView | bigint | number | null

/** The functions that the adapter calls; each returns an error code, 0 for none. */
export type MpiFunction =
  | 'MPI_Init'
  | 'MPI_Finalize'
  | 'MPI_Abort'
  | 'MPI_Comm_rank'
  | 'MPI_Comm_size'
  | 'MPI_Comm_dup'
  | 'MPI_Comm_set_errhandler'
  | 'MPI_Error_string'
  | 'MPI_Test'
  | 'MPI_Ibarrier'
  | 'MPI_Iallgather'
  | 'MPI_Iallgatherv'
  | 'MPI_Ialltoallv'
  | 'MPI_Iallreduce'
  | 'MPI_Ireduce_scatter_block'
  | 'MPI_Ibcast'
  | 'MPI_Isend'
  | 'MPI_Irecv'

/** MPI, as far as it is used here. */
export interface Mpi {
  readonly implementation: MpiImplementation
  /** @throws Error with the library's own text if the call returns an error */
  call(name: MpiFunction, ...parameters: Argument[]): void
  readonly world: Handle
  readonly float: Handle
  readonly double: Handle
  readonly sum: Handle
  /** In place of a send buffer: the data lie where they are to be received. */
  readonly inPlace: bigint
  /** In place of a status that nobody asks for. */
  readonly ignoreStatus: bigint | null
}

interface Library {
  func(name: string, result: string, parameters: string[]): (...parameters: Argument[]) => number
  symbol(name: string): bigint
}

interface Koffi {
  load(name: string, options: { lazy: boolean; global: boolean }): Library
}

/** H: a handle. p: memory. i: a number. */
const SIGNATURES: Record<MpiFunction, string> = {
  MPI_Init: 'pp',
  MPI_Finalize: '',
  MPI_Abort: 'Hi',
  MPI_Comm_rank: 'Hp',
  MPI_Comm_size: 'Hp',
  MPI_Comm_dup: 'Hp',
  MPI_Comm_set_errhandler: 'HH',
  MPI_Error_string: 'ipp',
  MPI_Test: 'ppp',
  MPI_Ibarrier: 'Hp',
  MPI_Iallgather: 'piHpiHHp',
  MPI_Iallgatherv: 'piHpppHHp',
  MPI_Ialltoallv: 'pppHpppHHp',
  MPI_Iallreduce: 'ppiHHHp',
  MPI_Ireduce_scatter_block: 'ppiHHHp',
  MPI_Ibcast: 'piHiHp',
  MPI_Isend: 'piHiiHp',
  MPI_Irecv: 'piHiiHp',
}

const NAMES: Record<MpiImplementation, readonly string[]> = {
  openmpi: ['libmpi.so.40', 'libmpi.40.dylib'],
  mpich: ['libmpich.so.12', 'libmpi.so.12', 'libmpi.12.dylib'],
}

/** How the library that is missing can be had. */
export const INSTALL: Record<MpiImplementation, string> = {
  openmpi: 'apt-get install openmpi-bin',
  mpich: 'apt-get install mpich',
}

/**
 * Loads the library; does not begin MPI.
 * @throws Error that says what to install, if koffi or the library is missing
 */
export function loadMpi(implementation: MpiImplementation): Mpi {
  const library = open(implementation)
  const handle = implementation === 'openmpi' ? 'void *' : 'int'
  const functions = new Map<string, (...parameters: Argument[]) => number>()
  const call = (name: MpiFunction, ...parameters: Argument[]): void => {
    const code = (functions.get(name) ?? declare(name))(...parameters)
    if (code !== 0) throw new Error(`${name}: ${errorText(code)}`)
  }
  const declare = (name: MpiFunction): ((...parameters: Argument[]) => number) => {
    const types = Array.from(SIGNATURES[name], (letter) => ({ H: handle, p: 'void *', i: 'int' })[letter] ?? 'void *')
    const declared = library.func(name, 'int', types)
    functions.set(name, declared)
    return declared
  }
  const errorText = (code: number): string => {
    const [text, length] = [new Uint8Array(512), new Int32Array(1)]
    const failed = (functions.get('MPI_Error_string') ?? declare('MPI_Error_string'))(code, text, length)
    return failed === 0 ? new TextDecoder().decode(text.subarray(0, length[0])) : `error ${code}`
  }
  return { implementation, call, ...handles(implementation, library) }
}

function handles(implementation: MpiImplementation, library: Library): Omit<Mpi, 'implementation' | 'call'> {
  if (implementation === 'mpich') {
    const [world, float, double, sum] = [0x44000000, 0x4c00040a, 0x4c00080b, 0x58000003]
    return { world, float, double, sum, inPlace: 0xffffffffffffffffn, ignoreStatus: 1n }
  }
  return {
    world: library.symbol('ompi_mpi_comm_world'),
    float: library.symbol('ompi_mpi_float'),
    double: library.symbol('ompi_mpi_double'),
    sum: library.symbol('ompi_mpi_op_sum'),
    inPlace: 1n,
    ignoreStatus: null,
  }
}

/** The handle of MPI_ERRORS_RETURN: calls return errors, so that they can be told by their rank and operation. */
export function errorsReturn(implementation: MpiImplementation): Handle {
  return implementation === 'mpich' ? 0x54000001 : open(implementation).symbol('ompi_mpi_errors_return')
}

function open(implementation: MpiImplementation): Library {
  const koffi = loadKoffi()
  const failures: string[] = []
  for (const name of NAMES[implementation]) {
    try {
      // global: OpenMPI loads plug-ins that look for its symbols.
      return koffi.load(name, { lazy: true, global: true })
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error))
    }
  }
  throw new Error(`loadMpi: no library of ${implementation} (${failures.join('; ')}); ${INSTALL[implementation]}`)
}

function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi
  } catch (error) {
    throw new Error('loadMpi: koffi, an optional dependency, is not installed; npm install koffi', { cause: error })
  }
}
