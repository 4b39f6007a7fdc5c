/** Judges a mutated copy of the compiled `src` in a process of its own, which a law that never ends costs its life. */
import { fork, type ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Question, Sign } from './judge-child.ts'

/** How a law ended; `time-out` is the limit. */
export interface Finding {
  readonly law: string
  readonly outcome: Extract<Sign, { kind: 'ended' }>['outcome'] | 'time-out'
  readonly message: string
  readonly ms: number
}

const root = fileURLToPath(new URL('../../../', import.meta.url))
/** Mutants of one process: modules that were loaded are never unloaded. */
const MUTANTS_OF_A_PROCESS = 60
const MEMORY_MIB = 1500

/** One process at a time, replaced when it is killed or old. */
export class Judge {
  readonly #folder: string
  #child: ChildProcess | undefined
  #judged = 0
  #copies = 0

  /** @param folder where the copies are made; it is removed at the end */
  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Asks about `src` with `file` replaced by `text`, or as it is; `limitMs` says how long a law may take.
   * What was found out is in the order of the laws; the last one may be a time-out, or `threw` for a process that died.
   */
  async ask(
    change: { readonly file: string; readonly text: string } | undefined,
    question: Omit<Question, 'subject'>,
    limitMs: (law: string) => number,
  ): Promise<readonly Finding[]> {
    const copy = this.#copy(change)
    try {
      return await this.#answers({ ...question, subject: pathToFileURL(join(copy, 'dist', 'subject.js')).href }, limitMs)
    } finally {
      rmSync(copy, { recursive: true, force: true })
    }
  }

  /** Ends the process and removes what was copied. */
  close(): void {
    this.#child?.kill('SIGKILL')
    this.#child = undefined
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #copy(change: { readonly file: string; readonly text: string } | undefined): string {
    const copy = join(this.#folder, String((this.#copies += 1)))
    const src = join(copy, 'dist', 'src')
    mkdirSync(src, { recursive: true })
    cpSync(join(root, 'dist', 'src'), src, { recursive: true, filter: (path) => !/\.(map|ts)$/.test(path) })
    // Texts that the package brings are found from the place of a module.
    symlinkSync(join(root, 'src'), join(copy, 'src'))
    if (change !== undefined) writeFileSync(join(src, change.file), change.text)
    writeFileSync(
      join(copy, 'dist', 'subject.js'),
      "import * as src from './src/index.js'\nexport default { ...src, name: 'reference', url: import.meta.url }\n",
    )
    return copy
  }

  #process(): ChildProcess {
    if (this.#child !== undefined && this.#judged < MUTANTS_OF_A_PROCESS) return this.#child
    this.#child?.kill('SIGKILL')
    this.#judged = 0
    const child = fork(new URL('./judge-child.js', import.meta.url), {
      // Not among the arguments: threads that a law starts would refuse it.
      env: { ...process.env, NODE_OPTIONS: `--max-old-space-size=${MEMORY_MIB}` },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    this.#child = child
    return child
  }

  #answers(question: Question, limitMs: (law: string) => number): Promise<readonly Finding[]> {
    const child = this.#process()
    this.#judged += 1
    const findings: Finding[] = []
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined
      let law = ''
      const end = (isAlive: boolean): void => {
        clearTimeout(timer)
        child.off('message', hear).off('exit', died)
        if (!isAlive) {
          child.kill('SIGKILL')
          this.#child = undefined
        }
        resolve(findings)
      }
      const died = (code: number | null, signal: string | null): void => {
        findings.push({ law, outcome: 'threw', message: `the process ended with ${signal ?? code}`, ms: 0 })
        end(false)
      }
      const hear = (sign: Sign): void => {
        clearTimeout(timer)
        if (sign.kind === 'done') end(true)
        if (sign.kind === 'ended') findings.push(sign)
        if (sign.kind !== 'begins') return
        law = sign.law
        const limit = limitMs(law)
        timer = setTimeout(() => {
          findings.push({ law, outcome: 'time-out', message: `not done after ${limit} ms`, ms: limit })
          end(false)
        }, limit)
      }
      child.on('message', hear).on('exit', died)
      child.send(question)
    })
  }
}
