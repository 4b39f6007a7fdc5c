/** What `assay train` says: a line while it runs, and a summary when it ends; and how it is stopped. */
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import type { Metrics } from '../../src/train/metrics.ts'
import type { TrainingJobOutcome } from '../../src/train/train-rank.ts'
import type { Figure } from '../report/figure.ts'
import { trainingPage } from '../report/training-page.ts'
import { METRICS_FILE, parseMetrics, readMetrics, STOP_FILE } from '../subjects/training.ts'
import type { TrainPlan } from './train-plan.ts'

/** A run that is watched. */
export interface Watch {
  /** Aborted when the run is to end at once. */
  readonly killed: AbortSignal
  /** 128 and the number of the signal if the run was told to stop. */
  exitCode(): number | undefined
  end(): void
}

const LOOK_MS = 250
const LOG_MS = 5000
const ERASE_LINE = '\r\u001b[K'

/** Shows the newest step from time to time, and takes SIGINT and SIGTERM for a wish to stop with a checkpoint. */
export function watchRun({ job, resumedAt }: TrainPlan): Watch {
  const steps = Math.min(job.until ?? Infinity, job.config.steps)
  const follow = follower(join(job.folder, METRICS_FILE), resumedAt)
  const { isTTY } = process.stderr
  const started = performance.now()
  const line = { step: resumedAt, sinceMs: started, writtenMs: started, text: `step ${resumedAt}/${steps}` }
  const show = (): void => {
    const metrics = follow()
    const nowMs = performance.now()
    const fresh = metrics !== undefined && metrics.step !== line.step
    if (fresh) {
      const perStepMs = (nowMs - started) / (metrics.step - resumedAt)
      const text = progressLine(metrics, steps, ((steps - metrics.step) * perStepMs) / 1000)
      Object.assign(line, { step: metrics.step, sinceMs: nowMs, text })
    }
    if (!isTTY && nowMs - line.writtenMs < (fresh ? LOG_MS : 2 * LOG_MS)) return
    line.writtenMs = nowMs
    const waitedS = (nowMs - line.sinceMs) / 1000
    const text = waitedS < 2 ? line.text : `${line.text}  (${duration(waitedS)} in step ${line.step + 1})`
    process.stderr.write(isTTY ? `${ERASE_LINE}${text.slice(0, process.stderr.columns - 1)}` : `${text}\n`)
  }
  const { microBatches, rows, model } = job.config
  const tokens = microBatches * rows * model.contextLength
  process.stderr.write(`reading the text, then steps ${resumedAt + 1} to ${steps} of ${tokens} tokens each, in ${job.folder}\n`)
  const timer = setInterval(show, LOOK_MS)

  const kill = new AbortController()
  let signalled: NodeJS.Signals | undefined
  const stop = (signal: NodeJS.Signals): void => {
    if (signalled !== undefined) kill.abort(new Error(`stopped by ${signal}`))
    signalled = signal
    writeFileSync(join(job.folder, STOP_FILE), '')
    process.stderr.write(
      `${isTTY ? ERASE_LINE : ''}${signal}: stopping after this step, with a checkpoint; once more stops at once\n`,
    )
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return {
    killed: kill.signal,
    exitCode: () => (signalled === undefined ? undefined : 128 + constants.signals[signalled]),
    end() {
      clearInterval(timer)
      process.off('SIGINT', stop).off('SIGTERM', stop)
      if (isTTY) process.stderr.write(ERASE_LINE)
      rmSync(join(job.folder, STOP_FILE), { force: true })
    },
  }
}

/** The newest line after step `from` of a file that grows, reading only what is new; another file in its place is read from the start. */
function follower(path: string, from: number): () => Metrics | undefined {
  let read = { inode: 0, end: 0 }
  let rest = ''
  let newest: Metrics | undefined
  return () => {
    const { inode, start, text } = readOn(path, read)
    read = { inode, end: start + Buffer.byteLength(text) }
    const lines = (start === 0 ? '' : rest) + text
    const end = lines.lastIndexOf('\n') + 1
    rest = lines.slice(end)
    const last = parseMetrics(lines.slice(0, end)).at(-1)
    if (last !== undefined && last.step > from) newest = last
    return newest
  }
}

/** What a file has beyond the place that was read to, or all of it if it is another file. Metrics are ASCII. */
function readOn(path: string, before: { inode: number; end: number }): { inode: number; start: number; text: string } {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch {
    return { inode: 0, start: 0, text: '' }
  }
  try {
    const { size, ino: inode } = fstatSync(file)
    const start = inode === before.inode ? before.end : 0
    const bytes = Buffer.alloc(Math.max(0, size - start))
    return { inode, start, text: bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, start)) }
  } finally {
    closeSync(file)
  }
}

/** One step in one line. @param etaS seconds to go */
function progressLine(metrics: Metrics, steps: number, etaS: number): string {
  const { step, loss, tokensPerSecond, memoryBytes, epoch, skipped } = metrics
  return [
    `step ${step}/${steps}`,
    `epoch ${epoch}`,
    `loss ${loss.toFixed(3)}${skipped ? ' (skipped)' : ''}`,
    `${Math.round(tokensPerSecond)} tokens/s`,
    `ETA ${duration(etaS)}`,
    `${Math.round(memoryBytes / 1e6)} MB`,
  ].join('  ')
}

/** 45 s, 3 min 5 s, 2 h 10 min */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}

/** Writes the page and prints what came out. */
export async function finishRun(plan: TrainPlan, outcome: TrainingJobOutcome): Promise<void> {
  const { job, name, ranks, transport } = plan
  const metrics = readMetrics(job.folder)
  const facts = factsOf(plan, outcome, metrics)
  const { warning, sampleBefore, sampleAfter } = outcome
  const page = join(job.folder, 'training.html')
  if (metrics.length > 0) {
    const text = await trainingPage(
      { title: `Training run ${name}, ${job.strategy}`, facts, warning, sampleBefore, sampleAfter },
      metrics,
      await rankFiguresOf(plan, outcome),
    )
    writeFileSync(`${page}.${process.pid}.tmp`, text)
    renameSync(`${page}.${process.pid}.tmp`, page)
  }
  if (warning !== undefined) process.stderr.write(`warning: ${warning}\n`)
  const where = ranks === 1 ? '' : ` on ${ranks} ranks (${transport})`
  const lines = [
    ...facts.map(([fact, value]) => `${fact.padEnd(16)}${value}`),
    ...(sampleBefore === undefined ? [] : ['', `It wrote at step ${outcome.startedAt}:`, indented(sampleBefore)]),
    ...(sampleAfter === undefined ? [] : ['', `It writes at step ${outcome.steps}:`, indented(sampleAfter)]),
    '',
    ...(outcome.steps < job.config.steps
      ? [`Stopped at step ${outcome.steps} of ${job.config.steps}; go on with: assay train --resume ${job.folder}`]
      : []),
    ...(metrics.length > 0 ? [`Curves: ${page}`] : []),
  ]
  process.stdout.write(`GPT-2 ${name}, ${job.strategy}${where}\n${lines.join('\n')}\n`)
}

/** What each rank did in the last step, if it is known. What draws it is loaded now, which nobody waits for before the first step. */
async function rankFiguresOf(
  { job: { config, strategy } }: TrainPlan,
  { reports }: TrainingJobOutcome,
): Promise<readonly Figure[]> {
  if (reports === undefined) return []
  const { rankFigures } = await import('../comparison/of-training.ts')
  return rankFigures({ strategy, model: config.model, microBatches: config.microBatches, reports })
}

function factsOf(
  { job, resumedAt }: TrainPlan,
  outcome: TrainingJobOutcome,
  metrics: readonly Metrics[],
): (readonly [string, string])[] {
  const fresh = metrics.filter(({ step }) => step > resumedAt)
  const last = metrics.at(-1)
  const validated = metrics.findLast(({ validationLoss }) => validationLoss !== undefined)
  const speeds = fresh.map(({ tokensPerSecond }) => tokensPerSecond).toSorted((a, b) => a - b)
  return [
    ['engine', `${outcome.engine} (${outcome.engineReason})`],
    ['steps', `${outcome.steps} of ${job.config.steps}${resumedAt > 0 ? `, resumed at ${resumedAt}` : ''}`],
    ['loss', last === undefined ? '-' : `${last.loss.toFixed(4)}, first ${metrics[0]?.loss.toFixed(4)}`],
    ...(validated === undefined
      ? []
      : [['validation loss', `${validated.validationLoss?.toFixed(4)} at step ${validated.step}`] as const]),
    ['tokens/s', speeds.length === 0 ? '-' : `${Math.round(speeds[Math.floor(speeds.length / 2)] ?? 0)} (median)`],
    ['skipped steps', String(metrics.filter(({ skipped }) => skipped).length)],
    ...(outcome.checkpoint === undefined ? [] : [['checkpoint', outcome.checkpoint] as const]),
  ]
}

function indented(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, ' ').replace(/^/gm, '  | ')
}
