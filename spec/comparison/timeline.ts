/** What every rank did in one step: computing, communicating, waiting. */
import type { Span } from '../../src/contract/training-step.ts'
import type { Figure } from '../report/figure.ts'
import type { Measured, MeasuredRun } from './measured.ts'
import { stepMsOf } from './steps.ts'

/** A span as it is drawn: milliseconds since the step began on the first rank. */
export interface Bar extends Pick<Span, 'kind' | 'what'> {
  readonly row: string
  readonly unit?: string | undefined
  readonly fromMs: number
  readonly toMs: number
}

const COLOURS = { compute: 'var(--blue)', communicate: 'var(--orange)', wait: 'var(--grid)' } as const

/** The last step of a strategy's last run. */
export function lastRuns({ runs }: Measured): MeasuredRun[] {
  const strategies = [...new Set(runs.map(({ strategy }) => strategy))].toSorted()
  const order = ['single', 'ddp', 'fsdp']
  return strategies
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((strategy) => runs.filter((run) => run.strategy === strategy).at(-1) as MeasuredRun)
}

/** One bar for every span of the step, on a row for every rank of every strategy. */
function timelineBars(measured: Measured): Bar[] {
  return lastRuns(measured).flatMap((run) => {
    const step = run.records.length - 1
    const spans = run.ranks.map((rank) => rank.spans[step] ?? [])
    const beginMs = Math.min(...spans.flat().map(({ startMs }) => startMs))
    return spans.flatMap((list, rank) =>
      list
        .filter(({ kind }) => kind !== 'whole')
        .map(({ kind, what, unit, startMs, endMs }) => ({
          row: `${run.strategy}, rank ${rank}`,
          kind,
          what,
          unit,
          fromMs: startMs - beginMs,
          toMs: endMs - beginMs,
        })),
    )
  })
}

export function timeline(measured: Measured): Figure {
  const lengths = lastRuns(measured).map((run) => `${run.strategy} ${stepMsOf(run.ranks, run.records.length - 1).toFixed(1)} ms`)
  return {
    question: 'compare',
    title: 'One step, rank by rank',
    caption: `The last step of the last run of each strategy, from when its first rank began: ${lengths.join(', ')}. Blue: computing. Orange: communicating. Grey: waiting for another rank. Each bar is one measured span; point at it to read what it was.`,
    draw(plot) {
      const bars = timelineBars(measured)
      const rows = [...new Set(bars.map(({ row }) => row))]
      return {
        height: 70 + 34 * rows.length,
        marginLeft: 110,
        x: { label: 'milliseconds since the step began', grid: true },
        y: { label: null, domain: rows, padding: 0.25, tickSize: 0 },
        marks: [
          plot.barX(bars, {
            x1: 'fromMs',
            x2: 'toMs',
            y: 'row',
            fill: ({ kind }: Bar) => COLOURS[kind as keyof typeof COLOURS],
            title: (bar: Bar) =>
              `${bar.row}: ${bar.kind === 'wait' ? 'waiting for' : ''} ${bar.what} ${bar.unit ?? ''} ${(bar.toMs - bar.fromMs).toFixed(3)} ms`.replaceAll(
                /\s+/g,
                ' ',
              ),
          }),
        ],
      }
    },
  }
}
