/**
 * A contestant is a process of its own that lives as long as the match: JSON lines in, JSON lines out, one answer a question.
 *
 *   -> {"do":"load","folder":F,"m":M,"n":N,"nnz":Z,"l2":L}   <- {"loss":...,"sum":...,"dot":...}     one gradient, summarised
 *   -> {"do":"turn","ms":T}                                  <- {"calls":...,"wallNs":...,"cpuNs":...}  gradients for T ms
 *
 * `sum` is the sum of the gradient, `dot` its product with the weights. F holds `indptr`, `indices` (int32), `data`, `labels` (0 or 1),
 * `weights` (float64), raw and in the machine's byte order. A line with `error` ends the contestant's match.
 */
import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { z } from 'zod'

/** How a contestant is started. */
export interface Entry {
  /** As in the table: `scipy`, `plain C`. */
  readonly name: string
  /** Name and version, as far as known before it runs. */
  readonly version: string
  readonly command: string
  readonly args: readonly string[]
  /** Relative difference allowed in loss and gradient: of float64, or of float32. */
  readonly tolerance: number
  /** Processors that it is meant to keep busy: 1 by default. */
  readonly threads?: number
  /** Cells, m n, above which it does not take part. Dense contestants have such a limit. */
  readonly mostCells?: number
  /** Entries below which it does not take part. Threads have such a limit. */
  readonly leastNnz?: number
  /** Milliseconds after which an answer counts as none: two minutes by default. */
  readonly patienceMs?: number
}

/** Why someone does not take part, and the command that changes it. */
export interface Absent {
  readonly name: string
  readonly because: string
  readonly install: string
}

const checksum = z.object({ loss: z.number(), sum: z.number(), dot: z.number() })
export type Checksum = z.infer<typeof checksum>

const turn = z.object({
  calls: z.number().positive(),
  wallNs: z.number().positive(),
  cpuNs: z.number().nonnegative(),
  /** Largest resident memory of the process so far, where it says so. */
  peakBytes: z.number().positive().optional(),
})
export type Turn = z.infer<typeof turn>

export interface LoadRequest {
  readonly folder: string
  readonly m: number
  readonly n: number
  readonly nnz: number
  readonly l2: number
}

/** One thread each: a pool that spins while it waits would burn processor time and distort both its own figures and ours. */
const oneThread = {
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
}
/** Keeps glibc from giving the peers' temporaries back to the system, and from faulting them in again, at every call. In their favour. */
const keepMemory = { MALLOC_MMAP_THRESHOLD_: '33554432', MALLOC_TRIM_THRESHOLD_: '4294967296' }

/** Answers later than this count as none. */
const PATIENCE_MS = 120_000

/** A contestant did not answer, or answered that it cannot. */
export class ContestantError extends Error {
  override readonly name = 'ContestantError'
}

export class Contestant {
  readonly entry: Entry
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #lines: Interface
  #said = ''
  #ended = false

  constructor(entry: Entry) {
    this.entry = entry
    this.#child = spawn(entry.command, entry.args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...oneThread, ...keepMemory },
    })
    this.#lines = createInterface({ input: this.#child.stdout })
    this.#lines.on('close', () => (this.#ended = true))
    this.#child.stderr.on('data', (text: Buffer) => (this.#said = `${this.#said}${text.toString()}`.slice(-400)))
    this.#child.stdin.on('error', () => {})
    this.#child.on('error', (error) => (this.#said += error.message))
  }

  load(request: object): Promise<Checksum> {
    return this.#ask({ do: 'load', ...request }, checksum)
  }

  turn(ms: number): Promise<Turn> {
    return this.#ask({ do: 'turn', ms }, turn)
  }

  close(): void {
    this.#lines.close()
    this.#child.kill('SIGKILL')
  }

  async #ask<T>(question: object, schema: z.ZodType<T>): Promise<T> {
    const line = await this.#answer(`${JSON.stringify(question)}\n`)
    const read = schema.safeParse(parsed(line))
    if (!read.success) throw new ContestantError(`${this.entry.name}: expected an answer, got ${line.slice(0, 300)}`)
    return read.data
  }

  #answer(question: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer)
        this.#lines.off('line', answered).off('close', ended)
      }
      const answered = (line: string): void => {
        settle()
        resolve(line)
      }
      const ended = (): void => {
        settle()
        reject(
          new ContestantError(
            `${this.entry.name}: gave no answer${this.#said === '' ? '' : `, but wrote: ${this.#said.trim()}`}`,
          ),
        )
      }
      const timer = setTimeout(ended, this.entry.patienceMs ?? PATIENCE_MS)
      this.#lines.once('line', answered).once('close', ended)
      if (this.#ended) ended()
      else this.#child.stdin.write(question)
    })
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
