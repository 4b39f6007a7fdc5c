/** The picture of Task 3: what the loop does, batch by batch. */
import type { Figure } from '../../report/figure.ts'
import { normOver } from '../../loops/machine/truth.ts'
import type { RankTrace } from '../../loops/machine/trace.ts'
import { Refusal } from '../../loops/python/tree.ts'
import type { Loop } from '../../loops/run.ts'
import { loopIn } from './given-loop.ts'
import { traceOf } from './rulings.ts'

export const batchByBatch: Figure = {
  question: 'task3',
  title: 'What the loop does, batch by batch',
  caption:
    'One GPU, bfloat16 where the loop does not say, two epochs of 12 batches. Dashed: what is right. The step counter counts the moves of the optimizer, one for each gradient if all is well; clipping compares its threshold with the norm that it sees; the scale is that of the gradient scaler.',
  draw(plot, _subject, answers) {
    const loop = loopIn(answers)
    const points = loop === undefined ? [] : pointsOf(loop)
    if (points.length === 0) return undefined
    const last = [...new Map(points.map((point) => [point.line, point])).values()]
    const isRight = ({ line }: Point): boolean => line.startsWith('right')
    return {
      height: 400,
      marginLeft: 64,
      marginRight: 190,
      x: { label: 'batch' },
      y: {
        type: 'log',
        label: null,
        grid: true,
        ticks: 6,
        tickFormat: (y: number) => y.toLocaleString('en').replaceAll(',', '\u202f'),
      },
      marks: [
        plot.lineY(
          points.filter((point) => !isRight(point)),
          { x: 'batch', y: 'value', z: 'line', stroke: 'colour', strokeWidth: 2 },
        ),
        plot.lineY(points.filter(isRight), {
          x: 'batch',
          y: 'value',
          z: 'line',
          stroke: 'colour',
          strokeWidth: 1.5,
          strokeDasharray: '5 4',
        }),
        plot.text(last, {
          x: 'batch',
          y: 'value',
          text: ({ line, value }: Point) =>
            `${line} ${(Number.isInteger(value) ? value : Number(value.toPrecision(3))).toLocaleString('en').replaceAll(',', '\u202f')}`,
          textAnchor: 'start',
          dx: 6,
          fill: 'colour',
          fontSize: 12,
        }),
      ],
    }
  },
}

interface Point {
  readonly batch: number
  readonly value: number
  readonly line: string
  readonly colour: string
}

/** The lines of the picture; what is not a positive number has no place on a log axis. */
export function pointsOf(loop: Loop): Point[] {
  const rank = leftBy(loop)
  if (rank === undefined) return []
  const steps = rank.updates.filter(({ fresh }) => fresh.length > 0)
  const counters = steps.map(
    (step, k) => rank.updates.slice(rank.updates.indexOf(step), nextIndex(rank, steps[k + 1])).at(-1)?.counter ?? 0,
  )
  const moved = steps.map((_, k) => steps.slice(0, k + 1).filter(({ skipped }) => !skipped).length)
  const lines: [string, string, readonly number[]][] = [
    ['scale', 'var(--blue)', rank.scales.map(({ scale }) => scale)],
    ['norm seen', 'var(--orange)', rank.clips.map(({ seen }) => seen)],
    ['right norm', 'var(--orange)', rank.clips.map(({ before, fresh }) => normOver(before, fresh))],
    ['step counter', 'var(--red)', counters],
    ['right counter', 'var(--red)', moved],
  ]
  return lines.flatMap(([line, colour, values]) =>
    values.flatMap((value, i) =>
      value > 0 && Number.isFinite(value) ? [{ batch: ((i + 1) * 24) / values.length, value, line, colour }] : [],
    ),
  )
}

function nextIndex({ updates }: RankTrace, next: RankTrace['updates'][number] | undefined): number {
  return next === undefined ? updates.length : updates.indexOf(next)
}

function leftBy(trainingLoop: Loop): RankTrace | undefined {
  try {
    return traceOf({ trainingLoop }, { strategy: 'single', ranks: 1, device: 'gpu', dtype: 'bfloat16' }).ranks[0]
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
