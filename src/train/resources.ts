/** What a run uses of its machine: processor, memory, and the GPU where nvidia-smi tells of one. */
import { execFile } from 'node:child_process'

/** Use of the machine since the last look. */
export interface ResourceUse {
  /** Processor time per wall time, 100 for one whole core. */
  readonly cpuPercent: number
  /** Resident memory of this process, in bytes. */
  readonly memoryBytes: number
  readonly gpu?: GpuUse
}

/** Use of the first GPU, as of at most a few seconds ago. */
export interface GpuUse {
  readonly percent: number
  readonly memoryBytes: number
}

const ASK_EVERY_MS = 2000
const MIB = 2 ** 20
const QUERY = ['--query-gpu=utilization.gpu,memory.used', '--format=csv,noheader,nounits']

/** Looks at the machine from time to time. */
export class ResourceMeter {
  readonly #now: () => number
  readonly #command: string
  #wallMs: number
  #cpu = process.cpuUsage()
  #gpu: GpuUse | undefined
  /** When the GPU was asked last; never again once nobody answers. */
  #askedMs = -Infinity

  /**
   * @param now milliseconds of a clock that only goes forward
   * @param command that tells of GPUs
   */
  constructor(now: () => number, command = 'nvidia-smi') {
    this.#now = now
    this.#command = command
    this.#wallMs = now()
    this.#askGpu()
  }

  /** Use since the last look. */
  look(): ResourceUse {
    const wallMs = this.#now()
    const cpu = process.cpuUsage(this.#cpu)
    const cpuMs = (cpu.user + cpu.system) / 1000
    const passedMs = wallMs - this.#wallMs
    this.#cpu = process.cpuUsage()
    this.#wallMs = wallMs
    this.#askGpu()
    return {
      cpuPercent: passedMs > 0 ? (100 * cpuMs) / passedMs : 0,
      memoryBytes: process.memoryUsage.rss(),
      ...(this.#gpu === undefined ? {} : { gpu: this.#gpu }),
    }
  }

  /** Asks without waiting for the answer; the child ends by itself or after two seconds. */
  #askGpu(): void {
    if (this.#now() - this.#askedMs < ASK_EVERY_MS) return
    this.#askedMs = this.#now()
    const child = execFile(this.#command, QUERY, { timeout: ASK_EVERY_MS }, (error, answer) => {
      if (error === null) this.#gpu = gpuOf(answer)
      else this.#askedMs = Infinity
    })
    child.unref()
  }
}

/** The first line of the answer: percent, MiB; undefined if it is not that. */
function gpuOf(answer: string): GpuUse | undefined {
  const [percent, mebibytes] = (answer.split('\n')[0] ?? '').split(',').map((field) => Number.parseFloat(field))
  if (percent === undefined || mebibytes === undefined || !Number.isFinite(percent) || !Number.isFinite(mebibytes))
    return undefined
  return { percent, memoryBytes: mebibytes * MIB }
}
