/** What a run writes down as it goes: one line of JSON a step, and the same for TensorBoard. */
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventFileName, eventFileStart, scalarsRecord } from './event-file.ts'
import type { TrainingRecord } from '../contract/train.ts'
import type { ResourceUse } from './resources.ts'

/** One line of `metrics.jsonl`. */
export interface Metrics extends Omit<TrainingRecord, 'rows'>, ResourceUse {
  /** Seconds since 1970, at the end of the step. */
  readonly time: number
  /** Targets a second over this step, validation and checkpoint included. */
  readonly tokensPerSecond: number
}

/** The file that holds one line a step. */
export const METRICS_FILE = 'metrics.jsonl'

/** The lines of a run so far; a line that a killed run did not finish is left out. */
export function readMetrics(folder: string): Metrics[] {
  const path = join(folder, METRICS_FILE)
  if (!existsSync(path)) return []
  return parseMetrics(readFileSync(path, 'utf8'))
}

/** The complete lines of a text. */
export function parseMetrics(text: string): Metrics[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Metrics)
}

/** Writes the metrics of a run into its folder. */
export class MetricsWriter {
  readonly #metrics: string
  readonly #events: string

  /**
   * Goes on after `step`: lines of later steps, which a killed run may have left, are taken away.
   * @param seconds since 1970
   */
  constructor(folder: string, step: number, seconds: number) {
    this.#metrics = join(folder, METRICS_FILE)
    this.#events = join(folder, eventFileName(seconds))
    const kept = readMetrics(folder).filter((line) => line.step <= step)
    const partial = `${this.#metrics}.${process.pid}.tmp`
    writeFileSync(partial, kept.map((line) => `${JSON.stringify(line)}\n`).join(''))
    renameSync(partial, this.#metrics)
    writeFileSync(this.#events, eventFileStart(seconds))
  }

  /** Adds a step. */
  write(metrics: Metrics): void {
    appendFileSync(this.#metrics, `${JSON.stringify(metrics)}\n`)
    appendFileSync(this.#events, scalarsRecord(metrics.time, metrics.step, scalarsOf(metrics)))
  }
}

/** What TensorBoard shows, by tag. */
function scalarsOf(metrics: Metrics): Record<string, number> {
  const { loss, validationLoss, learningRate, gradientNorm, lossScale, tokensPerSecond, cpuPercent, memoryBytes, gpu } = metrics
  return {
    'loss/training': loss,
    ...(validationLoss === undefined ? {} : { 'loss/validation': validationLoss }),
    'optimizer/learning rate': learningRate,
    'optimizer/gradient norm': gradientNorm,
    'optimizer/loss scale': lossScale,
    'speed/tokens per second': tokensPerSecond,
    'machine/cpu percent': cpuPercent,
    'machine/memory MB': memoryBytes / 1e6,
    ...(gpu === undefined ? {} : { 'machine/gpu percent': gpu.percent, 'machine/gpu memory MB': gpu.memoryBytes / 1e6 }),
  }
}
