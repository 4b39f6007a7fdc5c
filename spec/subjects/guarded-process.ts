/**
 * Starts a subject's process under a guard, a shell of its own process group: the guard is the parent that the subject sees, limits its
 * memory, and kills the group, grandchildren and all, when the judge is gone, however it ended, and takes its folder away. Runs in the thread of the line.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Duplex, Readable, Writable } from 'node:stream'

/** What is started, and how. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Its own, which is gone when the judge is. */
  readonly folder: string
  /** MiB of memory of its own that each process of the subject may have. */
  readonly memoryMib: number
  /** Where requests go and answers come from: standard input and output, or descriptors 3 and 4. */
  readonly line: 'standard' | 'own'
}

/** Why a process is no more. */
export interface Ending {
  readonly outcome: 'threw' | 'out of time' | 'stopped'
  readonly message: string
}

// $1 is the limit in KiB, $2 the folder. A command in the background has no standard input unless it is kept, here as descriptor 6. Descriptor 5 is the
// life line: nothing is ever written to it, and it ends with the judge.
const GUARD = `ulimit -d "$1" 2>/dev/null; folder=$2; shift 2
exec 6<&0
"$@" <&6 5<&- 6<&- &
subject=$!
(exec <&- >&- 2>&- 3<&- 4>&- 6<&-; read -r _ <&5; kill -KILL $subject; rm -rf "$folder"; kill -KILL 0) &
wait $subject; exit $?`

/** What Node or Python need for themselves, besides what they compute with: Node 24 does not start with less than some 550. */
const OWN_MIB = 640

/** What the output of a process that has ended may still take to arrive. */
const OUTPUT_MS = 200

/** A running subject and its line. */
export class GuardedProcess {
  readonly requests: Writable
  readonly answers: Readable
  readonly #guard: ChildProcess
  readonly #launch: Launch
  #killed: Ending | undefined

  /** @param onEnd told once, when the process has ended and its output is read */
  constructor(launch: Launch, onOutput: (text: string) => void, onEnd: (ending: Ending) => void) {
    const own = launch.line === 'own'
    this.#launch = launch
    this.#guard = spawn(
      'sh',
      ['-c', GUARD, 'assay-guard', String((launch.memoryMib + OWN_MIB) * 1024), launch.folder, launch.command, ...launch.args],
      {
        detached: true,
        stdio: [own ? 'ignore' : 'pipe', 'pipe', 'pipe', own ? 'pipe' : 'ignore', own ? 'pipe' : 'ignore', 'pipe'],
        env: launch.env,
      },
    )
    const { stdio } = this.#guard
    this.requests = stdio[own ? 3 : 0] as Duplex
    this.answers = stdio[own ? 4 : 1] as Duplex
    for (const stream of own ? [stdio[1], stdio[2]] : [stdio[2]])
      (stream as Readable).on('data', (chunk: Buffer) => onOutput(chunk.toString()))
    // Writing to a process that is gone is no error of ours: its end is told.
    for (const stream of stdio) stream?.on('error', () => undefined)
    this.#guard.on('error', (error) =>
      onEnd({ outcome: 'stopped', message: `the process could not be started: ${error.message}` }),
    )
    const ended = (): void => {
      onEnd(this.#killed ?? { outcome: 'threw', message: 'the process ended' })
      onEnd = () => undefined
    }
    this.#guard.on('exit', (code, signal) => {
      // What it left running in its group ends with it. What left the group may hold its output open: that is not waited for.
      this.kill({ outcome: 'threw', message: describe(code, signal, this.#launch.memoryMib) })
      setTimeout(ended, OUTPUT_MS).unref()
    })
    this.#guard.on('close', ended)
  }

  /** Kills the whole group, for a reason that is told when it has ended. The first reason stays. */
  kill(reason: Ending): void {
    this.#killed ??= reason
    try {
      process.kill(-(this.#guard.pid ?? NaN), 'SIGKILL')
    } catch {
      // gone already
    }
  }
}

function describe(code: number | null, signal: NodeJS.Signals | null, memoryMib: number): string {
  if (signal !== null) return `the subject sent ${signal} to the process that started it`
  // Aborted, killed, or trapped where V8 gets no memory
  if (code === 134 || code === 137 || code === 133) return `the process died, probably out of memory (limit ${memoryMib} MiB)`
  if (code !== null && code > 128) return `the process died of signal ${code - 128}`
  return `the subject ended the process with exit code ${code}`
}
