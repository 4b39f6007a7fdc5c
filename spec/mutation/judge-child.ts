/** A process that judges mutated references, one after another, by the laws that it is told. Started by `judge.ts`. */
import fc from 'fast-check'
import { Worker } from 'node:worker_threads'
import { catalogue } from '../laws/index.ts'
import { observe, type Outcome } from '../judge/observe.ts'
import type { Subject } from '../judge/subject.ts'

/** Asks about the subject that a module exports. */
export interface Question {
  readonly subject: string
  /** Ids, in the order in which they are asked. */
  readonly laws: readonly string[]
  readonly seed: number
  /** Whether to stop at the first law that refutes. */
  readonly untilRefuted: boolean
}

/** What the process sends: a law begins, a law ended, all is said. Loading the module is told as a law too. */
export type Sign =
  | { readonly kind: 'begins'; readonly law: string }
  | { readonly kind: 'ended'; readonly law: string; readonly outcome: Outcome; readonly message: string; readonly ms: number }
  | { readonly kind: 'done' }

/** What stands for the law while the module is loaded. */
const LOADING = 'loading'

// The first wrong value is enough: nobody reads a smaller one here.
fc.configureGlobal({ endOnFailure: true })

// A mutant that never returns does not outlive who started it.
const watch =
  'const { workerData } = require("worker_threads"); setInterval(() => process.ppid === workerData || process.kill(process.pid, "SIGKILL"), 1000)'
new Worker(watch, { eval: true, workerData: process.ppid }).unref()

const laws = new Map(Object.values(catalogue).flatMap((specs) => specs.map((spec) => [spec.id, spec] as const)))
const send = (sign: Sign): void => void process.send?.(sign)

process.on('message', (question: Question) => void answer(question))
process.on('disconnect', () => process.exit())

async function answer({ subject: url, laws: asked, seed, untilRefuted }: Question): Promise<void> {
  const subject = await load(url)
  for (const id of subject === undefined ? [] : asked) {
    const spec = laws.get(id)
    if (spec === undefined) throw new Error(`no law ${id}`)
    send({ kind: 'begins', law: id })
    const { outcome, failure, elapsedMs } = await observe(spec, subject as Subject, { seed })
    send({ kind: 'ended', law: id, outcome, message: failure?.message ?? '', ms: elapsedMs })
    if (untilRefuted && (outcome === 'wrong value' || outcome === 'threw')) break
  }
  send({ kind: 'done' })
}

async function load(url: string): Promise<Subject | undefined> {
  send({ kind: 'begins', law: LOADING })
  try {
    return ((await import(url)) as { readonly default: Subject }).default
  } catch (error) {
    send({ kind: 'ended', law: LOADING, outcome: 'threw', message: String(error), ms: 0 })
    return undefined
  }
}
