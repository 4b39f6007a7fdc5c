/** Who can take part on this machine, and what would let the others in. */
import { spawnSync } from 'node:child_process'
import { installed } from '../../harness/installed.ts'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../../../spec/cli/exit.ts'
import type { Absent, Entry } from '../../harness/contestant.ts'

export interface Field {
  readonly entries: readonly Entry[]
  readonly absent: readonly Absent[]
}

/** Relative differences that summation order and roundings explain at these sizes, in float64 and in float32. */
const FLOAT64 = 1e-9
const FLOAT32 = 1e-3
/** Fewer entries do not pay for the hand-over. */
const LEAST_NNZ_FOR_THREADS = 900_000

/** The folder of sources that are run as they are: `dist` holds what tsc emits only. */
const sources = fileURLToPath(new URL('../../../../bench/sparse-gradient/peers/', import.meta.url))
const nodePeer = (name: string): string => fileURLToPath(new URL(`${name}.js`, import.meta.url))
/** As in `measure`: without it a loop that never returns may stay in baseline code. */
const nodeFlags = ['--no-wasm-dynamic-tiering']

/** Ourselves; `dist` is the build of another version. */
export function ourEntry(name: string, engine: 'wasm' | 'js', threads = 1, dist?: string): Entry {
  const args = [...nodeFlags, nodePeer('ours'), engine, String(threads), ...(dist === undefined ? [] : [dist])]
  return {
    name,
    version: `assay ${version}, node ${process.version}`,
    command: process.execPath,
    args,
    tolerance: FLOAT64,
    threads,
    leastNnz: threads === 1 ? 0 : LEAST_NNZ_FOR_THREADS,
  }
}

/** Everyone else. `folder` receives the compiled C loop. */
export function peerField(folder: string): Field {
  const found = [...pythonPeers(), cPeer(folder), tfjsPeer()]
  return {
    entries: found.filter((each) => 'command' in each),
    absent: found.filter((each) => 'because' in each),
  }
}

function pythonPeers(): (Entry | Absent)[] {
  return ['scipy', 'scikit-learn'].map((name) => {
    const install = `python3 -m pip install ${name}`
    // The version is asked of the package's metadata: to import it would take seconds.
    const probe = `import platform, importlib.metadata as m; print(m.version('${name}'), 'on python', platform.python_version())`
    const { status, stdout, error } = spawnSync('python3', ['-c', probe], { encoding: 'utf8', timeout: 60_000 })
    if (error !== undefined) return { name, because: 'no python3 on PATH', install: `apt-get install python3-pip; ${install}` }
    if (status !== 0) return { name, because: `python3 has no ${name}`, install }
    const args = [join(sources, 'python_peer.py'), name]
    return { name, version: `${name} ${stdout.trim()}`, command: 'python3', args, tolerance: FLOAT64 }
  })
}

function cPeer(folder: string): Entry | Absent {
  const name = 'plain C'
  const program = join(folder, 'fused')
  const options = ['-O3', '-march=native', '-o', program, join(sources, 'fused.c'), '-lm']
  const { status, error, stderr } = spawnSync('cc', options, { encoding: 'utf8' })
  if (error !== undefined) return { name, because: 'no cc on PATH', install: 'apt-get install gcc libc6-dev' }
  if (status !== 0)
    return { name, because: `cc failed: ${stderr.trim().slice(0, 200)}`, install: 'apt-get install gcc libc6-dev' }
  const said = spawnSync('cc', ['--version'], { encoding: 'utf8' }).stdout.split('\n', 1)[0] ?? 'cc'
  return { name, version: `${said.trim()} -O3 -march=native`, command: program, args: [], tolerance: FLOAT64 }
}

/** The fastest form of TensorFlow.js that is installed, here or in the folder that the command runs in. */
function tfjsPeer(): Entry | Absent {
  const name = 'tfjs dense'
  const core = installed('@tensorflow/tfjs')
  if (core === undefined) {
    const install = 'npm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm'
    return { name, because: '@tensorflow/tfjs is not installed', install }
  }
  const wasm = installed('@tensorflow/tfjs-backend-wasm')
  return {
    name,
    version: `@tensorflow/tfjs ${core.version}, ${wasm === undefined ? 'cpu' : 'wasm'} backend, float32`,
    command: process.execPath,
    args: [nodePeer('tfjs-dense'), core.url, ...(wasm === undefined ? [] : [wasm.url])],
    tolerance: FLOAT32,
    mostCells: 2e7,
  }
}
