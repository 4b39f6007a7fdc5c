/** Chooses the backend of TensorFlow.js that computes: native where its binding loads, else wasm, else cpu. */
import type { Engine, EngineName } from '../contract/engine.ts'
import type { Backend } from './backend.ts'
import { setNativeEnvironment } from './native/environment.ts'

setNativeEnvironment()

/** The backends, the preferred first; each is imported only when it is tried. */
const starters: readonly (readonly [EngineName, () => Promise<Backend>])[] = [
  ['native', async () => (await import('./native.ts')).startNative()],
  ['wasm', async () => (await import('./wasm.ts')).startWasm()],
  ['cpu', async () => (await import('./cpu.ts')).startCpu()],
]

/** The names that `startEngine` takes, the preferred first. */
export const engineNames: readonly EngineName[] = starters.map(([name]) => name)

const started = new Map<EngineName, Promise<Backend>>()
/** One backend starts at a time: while it does, it is the one that TensorFlow.js has active. */
let turn: Promise<unknown> = Promise.resolve()

/** Nothing of TensorFlow.js is loaded before an engine is asked for. */
async function start(name: EngineName, starter: () => Promise<Backend>, reason: string): Promise<Engine> {
  const running = started.get(name) ?? turn.then(starter)
  started.set(name, running)
  turn = running.catch(() => undefined)
  const backend = await running
  const { engineOf } = await import('./backend.ts')
  return engineOf(backend, reason)
}

/**
 * Starts an engine: the one that is named, or the first that starts. Its `reason` says which happened.
 * @throws Error when the named engine does not start, with the reason and what to do; RangeError for an unknown name
 */
export async function startEngine(name?: EngineName): Promise<Engine> {
  if (name !== undefined) return startNamed(name)
  const refusals: string[] = []
  for (const [candidate, starter] of starters) {
    try {
      const others = refusals.map((refusal) => `; ${refusal}`).join('')
      return await start(candidate, starter, `chosen by itself: the first of ${engineNames.join(', ')} that starts${others}`)
    } catch (error) {
      refusals.push(`${candidate} does not: ${firstLine(error)}`)
    }
  }
  throw new Error(`startEngine: no engine starts: ${refusals.join('; ')}`)
}

async function startNamed(name: EngineName): Promise<Engine> {
  const starter = starters.find(([candidate]) => candidate === name)?.[1]
  if (starter === undefined) {
    throw new RangeError(`startEngine: expected an engine of ${engineNames.join(', ')}, got ${JSON.stringify(name)}`)
  }
  try {
    return await start(name, starter, 'forced by name')
  } catch (error) {
    const advice = `choose another of ${engineNames.join(', ')}, or none to take the first that starts`
    throw new Error(`startEngine: ${name} does not start: ${firstLine(error)}; ${advice}`, { cause: error })
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.split('\n', 1)[0] ?? message
}
