/** Processor, memory and bytes sent, rank by rank. */
import type { Figure } from '../report/figure.ts'
import type { Measured } from './measured.ts'
import { bytesOfStep, countedSteps, cpuShareOf } from './steps.ts'
import { lastRuns } from './timeline.ts'

interface RankValue {
  readonly row: string
  readonly value: number
}

/** Processor time over wall time of each rank in each counted step of the last runs, in percent of a core. */
function cpuPoints(measured: Measured): (RankValue & { readonly step: number })[] {
  return lastRuns(measured).flatMap((run) =>
    run.ranks.flatMap((rank, r) =>
      countedSteps(run).flatMap((step) => {
        const share = cpuShareOf(run, rank, step)
        return share === undefined ? [] : [{ row: `${run.strategy}, rank ${r}`, step: step + 1, value: 100 * share }]
      }),
    ),
  )
}

export function processor(measured: Measured): Figure {
  return {
    question: 'compare',
    title: 'Processor',
    caption:
      'Processor time over wall time of every rank in every counted step of the last runs, 100 for a whole core. A rank that waits a little spins; one that waits longer sleeps. Helpers of the JavaScript engine are not counted.',
    draw(plot) {
      const points = cpuPoints(measured)
      if (points.length === 0) return undefined
      const rows = [...new Set(points.map(({ row }) => row))]
      return {
        height: 60 + 24 * rows.length,
        marginLeft: 110,
        x: { label: 'percent of a core', domain: [0, Math.max(105, ...points.map(({ value }) => value))], grid: true },
        y: { label: null, domain: rows, tickSize: 0 },
        marks: [
          plot.ruleX([100], { strokeDasharray: '4 4' }),
          plot.dot(points, {
            x: 'value',
            y: 'row',
            fill: 'var(--blue)',
            r: 4,
            title: ({ row, step, value }: (typeof points)[number]) => `${row}, step ${step}: ${value.toFixed(1)} %`,
          }),
        ],
      }
    },
  }
}

/** What lies in a rank's memory after the last step, in bytes. */
function memoryParts(measured: Measured): (RankValue & { readonly kind: string })[] {
  return lastRuns(measured).flatMap((run) =>
    run.ranks.flatMap((rank, r) => {
      const row = `${run.strategy}, rank ${r}`
      const elements = rank.shards.reduce((sum, { length }) => sum + length, 0)
      const moments = rank.shards.reduce((sum, shard) => sum + shard.length * shard.moments, 0)
      return [
        { row, kind: 'parameters', value: 4 * elements },
        { row, kind: 'gradients', value: 4 * elements },
        { row, kind: 'moments', value: 4 * moments },
        { row, kind: 'gathered wholes', value: rank.wholeBytes },
        { row, kind: 'sums over micro-batches', value: rank.sumBytes },
      ]
    }),
  )
}

const MEMORY_COLOURS: Readonly<Record<string, string>> = {
  parameters: 'var(--blue)',
  gradients: 'var(--orange)',
  moments: 'var(--green)',
  'gathered wholes': 'var(--purple)',
  'sums over micro-batches': 'var(--red)',
}

export function memory(measured: Measured): Figure {
  const seen = lastRuns(measured).flatMap(({ strategy, ranks }) => {
    const bytes = ranks[0]?.usage.at(-1)?.memoryBytes ?? NaN
    return Number.isNaN(bytes) ? [] : [`${strategy} ${(bytes / 1e6).toFixed(0)} MB`]
  })
  const inAll =
    seen.length === 0
      ? ''
      : `; in all, rank 0 had ${seen.join(', ')} after its last step (a thread: heap and arrays of its own; a process: resident)`
  return {
    question: 'compare',
    title: 'Memory of the training state',
    caption: `Bytes that each rank keeps: parameters (blue), gradients (orange), moments (green), and under FSDP buffers for wholes of the root and of one block, for parameters and for gradients (purple), and what sums over a rank’s micro-batches borrow (red). The model’s own activations and the engine come on top${inAll}.`,
    draw(plot) {
      const parts = memoryParts(measured)
      const rows = [...new Set(parts.map(({ row }) => row))]
      return {
        height: 60 + 30 * rows.length,
        marginLeft: 110,
        x: { label: 'megabytes', transform: (bytes: number) => bytes / 1e6, grid: true },
        y: { label: null, domain: rows, padding: 0.25, tickSize: 0 },
        marks: [
          plot.barX(
            parts,
            plot.stackX({
              x: 'value',
              y: 'row',
              fill: ({ kind }: (typeof parts)[number]) => MEMORY_COLOURS[kind] ?? '',
              title: ({ row, kind, value }: (typeof parts)[number]) => `${row}, ${kind}: ${value} bytes`,
              order: null,
            }),
          ),
        ],
      }
    },
  }
}

/** What each rank sent in the last step, and what the formula says of parameters and gradients. */
function sentBytes(measured: Measured): (RankValue & { readonly formula: number })[] {
  return lastRuns(measured).flatMap((run) =>
    run.ranks.map((rank, r) => ({
      row: `${run.strategy}, rank ${r}`,
      value: bytesOfStep(rank, run.records.length - 1),
      formula: measured.formulaBytes[run.strategy] ?? NaN,
    })),
  )
}

export function bytesSent(measured: Measured): Figure {
  const [, most] = sentBytes(measured)
    .map(({ value, formula }) => value - formula)
    .toSorted((a, b) => a - b)
    .reduce<[number, number]>(([low, high], x) => [Math.min(low, x), Math.max(high, x)], [Infinity, 0])
  return {
    question: 'compare',
    title: 'Bytes sent in a step',
    caption: `What each rank sent to the others in the last step. Black: the formula for parameters and gradients, 2 × 4P (W − 1) / W under DDP, and under FSDP 3 ×, less the root and the last block, which stay gathered. What is measured exceeds it by at most ${most} bytes: counts, losses and the norms’ partial sums.`,
    draw(plot) {
      const bars = sentBytes(measured)
      return {
        height: 60 + 30 * bars.length,
        marginLeft: 110,
        x: { label: 'megabytes', transform: (bytes: number) => bytes / 1e6, grid: true },
        y: { label: null, domain: bars.map(({ row }) => row), padding: 0.25, tickSize: 0 },
        marks: [
          plot.barX(bars, {
            x: 'value',
            y: 'row',
            fill: 'var(--orange)',
            title: ({ row, value }: (typeof bars)[number]) => `${row}: ${value} bytes`,
          }),
          plot.tickX(bars, { x: 'formula', y: 'row', stroke: 'currentColor', strokeWidth: 3 }),
        ],
      }
    },
  }
}

/** Every look at the GPU in the last runs. */
function gpuPoints(measured: Measured): (RankValue & { readonly memoryBytes: number })[] {
  return lastRuns(measured).flatMap(({ strategy, gpu: looks }) =>
    looks.map(({ percent, memoryBytes }) => ({ row: strategy, value: percent, memoryBytes })),
  )
}

export function gpu(measured: Measured): Figure {
  const points = gpuPoints(measured)
  const most = Math.max(0, ...points.map(({ memoryBytes }) => memoryBytes))
  return {
    question: 'compare',
    title: 'GPU',
    caption: `Use of the first GPU, looked at twice a second during the last runs; at most ${(most / 1e6).toFixed(0)} MB of its memory were in use.`,
    draw(plot) {
      if (points.length === 0) return undefined
      const rows = [...new Set(points.map(({ row }) => row))]
      return {
        height: 60 + 24 * rows.length,
        marginLeft: 110,
        x: { label: 'percent', domain: [0, 100], grid: true },
        y: { label: null, domain: rows, tickSize: 0 },
        marks: [
          plot.dot(points, {
            x: 'value',
            y: 'row',
            fill: 'var(--green)',
            r: 4,
            title: ({ row, value, memoryBytes }: (typeof points)[number]) => `${row}: ${value} %, ${memoryBytes} bytes`,
          }),
        ],
      }
    },
  }
}
