/** Who can take part: our engines, TensorFlow.js as shipped, and PyTorch on one thread where python3 has it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { engineNames, startEngine } from '../../src/engine/engine.ts'
import { installed } from '../harness/installed.ts'
import type { Absent, Entry } from '../harness/contestant.ts'
import type { Problem } from './problem.ts'

/** Losses and squares of gradients in float32, relative: some hundred roundings of 6e-8. */
const FLOAT32 = 1e-4
/** The stock tape takes a minute for a pass of the large configuration when other work shares the core. */
const PATIENCE_MS = 600_000

const peer = (name: string): string => fileURLToPath(new URL(`./peers/${name}.js`, import.meta.url))
/** The folder of sources that are run as they are: `dist` holds what tsc emits only. */
const pythonPeer = fileURLToPath(new URL('../../../bench/train/peers/torch_peer.py', import.meta.url))

/** Ours first, the preferred engine first. */
export async function entriesFor(
  problem: Problem,
): Promise<{ readonly entries: readonly Entry[]; readonly absent: readonly Absent[] }> {
  const found = [...(await ourEntries(problem)), tapeEntry(), torchEntry()]
  return { entries: found.filter((each) => 'command' in each), absent: found.filter((each) => 'because' in each) }
}

async function ourEntries(problem: Problem): Promise<(Entry | Absent)[]> {
  // Plain JavaScript takes minutes for a pass of the large configuration.
  const names = engineNames.filter((name) => name !== 'cpu' || problem.name === 'tiny')
  const found: (Entry | Absent)[] = []
  for (const engine of names) {
    const name = `assay, ${engine}`
    try {
      const { usesGpu } = await startEngine(engine)
      const version = `node ${process.version}${usesGpu ? ', on a GPU' : ''}`
      found.push({
        name,
        version,
        command: process.execPath,
        args: [peer('ours'), engine],
        tolerance: FLOAT32,
        patienceMs: PATIENCE_MS,
      })
    } catch (error) {
      const because = (error as Error).message.replace(/^startEngine: /, '').replace(/; choose another.*$/, '')
      found.push({ name, because, install: 'npm run engine:native' })
    }
  }
  return found
}

function tapeEntry(): Entry {
  return {
    name: 'TensorFlow.js, wasm, tape',
    version: `tfjs ${installed('@tensorflow/tfjs-core')?.version ?? ''}, its own kernels and gradients`,
    command: process.execPath,
    args: [peer('tape')],
    tolerance: FLOAT32,
    patienceMs: PATIENCE_MS,
  }
}

function torchEntry(): Entry | Absent {
  const name = 'PyTorch, 1 thread'
  const probe =
    "import platform, importlib.metadata as m; print('torch', m.version('torch'), 'on python', platform.python_version())"
  const { status, stdout, error } = spawnSync('python3', ['-c', probe], { encoding: 'utf8', timeout: 60_000 })
  const install = 'python3 -m pip install torch numpy'
  if (error !== undefined) return { name, because: 'no python3 on PATH', install }
  if (status !== 0) return { name, because: 'python3 has no torch', install }
  return { name, version: stdout.trim(), command: 'python3', args: [pythonPeer], tolerance: FLOAT32, patienceMs: PATIENCE_MS }
}
