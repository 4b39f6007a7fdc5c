/** Judges mutants, several at a time: each by the laws that can reach it, the cheapest and nearest first, until one refutes it. */
import { join } from 'node:path'
import { Judge, type Finding } from './judge.ts'

import { compiled, type FileMutant } from './mutants.ts'
import { lawsReaching, reachOf } from './reach.ts'
import { folder, laws, type Result, type Results } from './results.ts'

/** What stands for a law while the module is loaded. */
const LOADING = 'loading'
/** A law that takes longer is given up. */
const MAY_TAKE_MS = 120_000

export interface RunOptions {
  readonly seed: number
  /** Processes at a time. */
  readonly jobs: number
  /** Laws that take longer on the unchanged sources are not asked. */
  readonly slowestMs: number
  readonly results: Results
  /** `done` of `total` are finished and `what` is under way. */
  readonly progress: (done: number, total: number, what: string) => void
}

export interface Outcome {
  readonly mutants: ReadonlyMap<FileMutant, Result>
  /** Laws that can reach the files and were not asked: too slow, or not true of the unchanged sources here (what they need is missing). */
  readonly notAsked: readonly Finding[]
  /** Mutants whose result an earlier run had found out. */
  readonly known: number
}

/** @returns a result for every mutant; no process is left behind */
export async function judgeAll(mutants: readonly FileMutant[], options: RunOptions): Promise<Outcome> {
  const { seed, jobs, slowestMs, results, progress } = options
  const judges = Array.from({ length: jobs }, (_, job) => new Judge(join(folder, `work-${process.pid}-${job}`)))
  const closeAll = (): void => judges.forEach((judge) => judge.close())
  process.on('exit', closeAll)
  try {
    const reach = reachOf(compiled)
    const files = new Set(mutants.map(({ file }) => file))
    const wanted = laws.filter((law) => [...files].some((file) => law.needs.some((part) => reach.get(part)?.has(file) === true)))
    await measure(
      wanted.map(({ id }) => id),
      judges,
      options,
    )
    const costOf = (id: string): Finding =>
      results.costOf(id) ?? { law: id, outcome: 'not offered', message: 'not measured', ms: 0 }
    const isAsked = (id: string): boolean => costOf(id).outcome === 'passed' && costOf(id).ms <= slowestMs
    const asked = wanted.filter(({ id }) => isAsked(id))
    const found = new Map<FileMutant, Result>()
    let known = 0
    await share(mutants, judges, async (mutant, judge) => {
      const order = lawsReaching(mutant.file, reach, asked, ({ id }) => costOf(id).ms).map(({ id }) => id)
      const earlier = results.of(mutant, order.length)
      if (earlier === undefined) {
        const findings = await judge.ask(mutant, { laws: order, seed, untilRefuted: true }, (law) =>
          limitOf(law === LOADING ? 0 : costOf(law).ms),
        )
        const result = resultOf(findings, order.length)
        results.set(mutant, result)
        found.set(mutant, result)
      } else {
        known += 1
        found.set(mutant, earlier)
      }
      const survivors = [...found.values()].filter(({ killed }) => killed === false).length
      progress(found.size, mutants.length, `${found.size - survivors} killed, ${survivors} survived; ${mutant.place}`)
    })
    return { mutants: found, notAsked: wanted.filter(({ id }) => !isAsked(id)).map(({ id }) => costOf(id)), known }
  } finally {
    process.off('exit', closeAll)
    closeAll()
  }
}

/** What each law costs on the unchanged sources, and whether it holds of them here. */
async function measure(ids: readonly string[], judges: readonly Judge[], { seed, results, progress }: RunOptions): Promise<void> {
  const unknown = ids.filter((id) => results.costOf(id) === undefined)
  const dealt = judges.map((_, job) => unknown.filter((_id, i) => i % judges.length === job))
  const sizes = Array.from({ length: Math.ceil((dealt[0]?.length ?? 0) / 10) }, (_, i) => i * 10)
  const batches = sizes.flatMap((from) => dealt.map((own) => own.slice(from, from + 10))).filter((batch) => batch.length > 0)
  let done = 0
  await share(batches, judges, async (batch, judge) => {
    for (let rest = batch; rest.length > 0;) {
      const findings = await judge.ask(undefined, { laws: rest, seed, untilRefuted: false }, () => MAY_TAKE_MS)
      for (const finding of findings) results.setCost(finding)
      const asked = new Set(findings.map(({ law }) => law))
      if (asked.has(LOADING) || findings.length === 0)
        throw new Error(`the unchanged sources cannot be loaded: ${findings[0]?.message}`)
      rest = rest.filter((id) => !asked.has(id))
      progress((done += findings.length), unknown.length, 'laws timed on the unchanged sources')
    }
  })
}

/** Each judge takes the next item when it is done with one. */
async function share<T>(
  items: readonly T[],
  judges: readonly Judge[],
  work: (item: T, judge: Judge) => Promise<void>,
): Promise<void> {
  const queue = items.values()
  await Promise.all(
    judges.map(async (judge) => {
      for (const item of queue) await work(item, judge)
    }),
  )
}

/** Ten times what it takes, and five seconds for a machine that is busy. */
function limitOf(ms: number): number {
  return Math.round(10 * ms + 5000)
}

const HOW = { 'wrong value': 'value', threw: 'crash', 'time-out': 'time-out' } as const

/** A law that only found nothing to compare has not refuted. */
function resultOf(findings: readonly Finding[], asked: number): Result {
  for (const { outcome, law, message } of findings)
    if (outcome in HOW) return { killed: HOW[outcome as keyof typeof HOW], by: law, message: message.slice(0, 200) }
  return { killed: false, laws: asked }
}
