/** Judges a module in a child process, so that an endless loop, an exit or a lack of memory costs one spec and not the card. */
import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { Evidence, ObserveOptions } from '../judge/observe.ts'
import type { Spec } from '../judge/spec.ts'

/** What the parent asks of the child. The key comes back with every message; what comes without it is not the child's. */
export interface Job {
  readonly key: string
  readonly subject: string
  readonly specs: readonly string[]
  readonly options: ObserveOptions
}

export type ChildMessage =
  | { readonly kind: 'ready' | 'finished' }
  | { readonly kind: 'loaded'; readonly strangers: readonly string[] }
  | { readonly kind: 'not loaded'; readonly message: string }
  | { readonly kind: 'started'; readonly spec: string }
  | { readonly kind: 'observed'; readonly evidence: Evidence }

export interface WatchdogOptions extends ObserveOptions {
  /** Wall time that loading the module, or one spec, may take before the process is killed. */
  readonly killAfterMs: number
  /** JavaScript heap that the process may use, in MiB. */
  readonly memoryMib: number
  /** Lets the module write files and start processes. Denied unless told; this is a fence against accidents, not a prison. */
  readonly trusted?: boolean
  /** Told what the module offers under names that no spec knows, each with a hint; again for every process that is started. */
  readonly onStrangers?: (names: readonly string[]) => void
}

/** The module could not be loaded at all: nothing was judged. */
export class LoadError extends Error {
  override readonly name = 'LoadError'
}

/**
 * Yields the evidence of every spec, in order, whatever the module does. Output of the module goes to `onOutput`.
 * @throws LoadError if the module cannot be loaded within the budget
 */
export async function* observeInChild(
  subject: string,
  specs: readonly Spec[],
  options: WatchdogOptions,
  onOutput: (text: string) => void = () => undefined,
): AsyncGenerator<Evidence> {
  let left = [...specs]
  while (left.length > 0) {
    const session = new Session(subject, left, options, onOutput)
    try {
      for await (const evidence of session.evidence()) {
        yield evidence
        left = left.slice(1)
      }
    } finally {
      session.kill()
    }
    const [lost] = left
    if (lost === undefined) return
    yield lostEvidence(lost, subject, options.seed, session.ending)
    left = left.slice(1)
  }
}

/** What a busy machine may take to start Node and load the catalogue, before the module's own time begins. */
const START_MS = 60_000

/** One life of the child process. */
class Session {
  ending: { readonly outcome: 'out of time' | 'threw'; readonly message: string } = {
    outcome: 'threw',
    message: 'the process ended',
  }
  readonly #child: ChildProcess
  readonly #key = randomUUID()
  readonly #options: WatchdogOptions
  readonly #queue: (ChildMessage | 'ended')[] = []
  #wake: () => void = () => undefined
  #timer: NodeJS.Timeout | undefined

  constructor(subject: string, specs: readonly Spec[], options: WatchdogOptions, onOutput: (text: string) => void) {
    this.#options = options
    this.#child = fork(fileURLToPath(new URL('./child.js', import.meta.url)), [], {
      execArgv: [...childFlags(options), ...stripFlags()],
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (chunk: Buffer) => onOutput(chunk.toString()))
    this.#child.on('message', (message: ChildMessage & { key?: string }) => {
      if (message.key === this.#key) this.#push(message)
    })
    this.#child.on('exit', (code, signal) => this.#ended(code, signal))
    this.#child.on('error', (error) => this.#end('threw', `the process could not be started: ${error.message}`))
    const {
      killAfterMs: _killAfterMs,
      memoryMib: _memoryMib,
      trusted: _trusted,
      onStrangers: _onStrangers,
      ...observeOptions
    } = options
    const job: Job = { key: this.#key, subject, specs: specs.map(({ id }) => id), options: observeOptions }
    this.#child.send(job)
    this.#watch('starting the process', START_MS)
  }

  async *evidence(): AsyncGenerator<Evidence> {
    let loaded = false
    for (;;) {
      const message = this.#queue.shift()
      if (message === undefined) await new Promise<void>((resolve) => (this.#wake = resolve))
      else if (message === 'ended') {
        if (!loaded) throw new LoadError(this.ending.message)
        return
      } else if (message.kind === 'ready') this.#watch('loading the module')
      else if (message.kind === 'loaded') {
        loaded = true
        this.#options.onStrangers?.(message.strangers)
      } else if (message.kind === 'not loaded') throw new LoadError(message.message)
      else if (message.kind === 'started') this.#watch(message.spec)
      else if (message.kind === 'observed') yield message.evidence
      else return
    }
  }

  kill(): void {
    clearTimeout(this.#timer)
    this.#child.removeAllListeners()
    this.#child.kill('SIGKILL')
  }

  #watch(what: string, killAfterMs = this.#options.killAfterMs): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#end('out of time', `${what} was still running after ${killAfterMs} ms: the process was killed`)
      this.#child.kill('SIGKILL')
    }, killAfterMs)
  }

  #ended(code: number | null, signal: NodeJS.Signals | null): void {
    const memory = signal === 'SIGABRT' || code === 134 ? `, probably out of memory (limit ${this.#options.memoryMib} MiB)` : ''
    this.#end(
      'threw',
      signal === null ? `the module ended the process with exit code ${code}${memory}` : `the process died of ${signal}${memory}`,
    )
  }

  #end(outcome: 'out of time' | 'threw', message: string): void {
    if (this.#queue.includes('ended')) return
    this.ending = { outcome, message }
    this.#push('ended')
  }

  #push(message: ChildMessage | 'ended'): void {
    this.#queue.push(message)
    this.#wake()
  }
}

function childFlags({ memoryMib, trusted = false }: WatchdogOptions): string[] {
  const permission = Number(process.versions.node.split('.')[0]) >= 23 ? '--permission' : '--experimental-permission'
  const fence = [
    permission,
    '--allow-fs-read=*',
    '--allow-worker',
    '--allow-addons',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
  return [`--max-old-space-size=${memoryMib}`, ...(trusted ? [] : fence)]
}

/** TypeScript modules: Node strips types itself from 22.18 on; before that a loader does. */
function stripFlags(): string[] {
  return 'typescript' in process.features && process.features.typescript !== false
    ? []
    : ['--import', new URL('./strip-types.js', import.meta.url).href]
}

function lostEvidence(spec: Spec, subject: string, seed: number, ending: Session['ending']): Evidence {
  const { outcome, message } = ending
  return {
    spec: spec.id,
    says: spec.says,
    cites: spec.cites,
    restsOn: spec.restsOn ?? [],
    subject,
    seed,
    outcome,
    runs: 0,
    checks: 0,
    failure: { message },
    reached: {},
    measured: {},
    remarks: [],
    elapsedMs: 0,
  }
}
