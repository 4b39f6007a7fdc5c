/** Which rank owns which part of every parameter, gradient and moment, and when blocks are there in whole. */
import type { Figure } from '../report/figure.ts'
import type { Measured, MeasuredRun } from './measured.ts'
import { stepMsOf } from './steps.ts'
import { lastRuns } from './timeline.ts'

/** A part of a unit on a rank, in elements since the first unit; as drawn. */
export interface Piece {
  readonly kind: string
  readonly rank: number
  readonly unit: string
  readonly from: number
  readonly to: number
  /** Of the elements, those that are no padding end here. */
  readonly used: number
}

/** What a rank keeps of every unit: parameters, gradients and each moment, which are cut alike. */
function shardPieces({ units }: Measured, run: MeasuredRun): Piece[] {
  const widths = units.map((unit, u) => Math.max(unit.padded, ...run.ranks.map(({ shards }) => endOf(shards[u]))))
  const begins = widths.map((_, u) => widths.slice(0, u).reduce((sum, width) => sum + width, 0))
  return run.ranks.flatMap(({ shards }, rank) =>
    shards.flatMap(({ unit, start, length, moments }, u) => {
      const kinds = ['parameters', 'gradients', ...Array.from({ length: moments }, (_, i) => `moment ${i + 1}`)]
      const first = begins[u] ?? 0
      const used = Math.min(start + length, Math.max(start, units[u]?.size ?? 0))
      return kinds.map((kind) => ({ kind, rank, unit, from: first + start, to: first + start + length, used: first + used }))
    }),
  )
}

function endOf(shard: { readonly start: number; readonly length: number } | undefined): number {
  return shard === undefined ? 0 : shard.start + shard.length
}

const RANKS = ['var(--blue)', 'var(--orange)', 'var(--green)', 'var(--purple)', 'var(--red)'] as const

export function shardMap(measured: Measured, run: MeasuredRun): Figure {
  const { strategy } = run
  const own = (run.ranks[0]?.stateBytes ?? 0) / 1e6
  return {
    question: 'compare',
    title: strategy === 'fsdp' ? 'What each rank keeps under FSDP: its shard' : 'What each rank keeps under DDP: everything',
    caption: `Every unit of the model, as wide as it has elements, and on each rank what is kept of its parameters, gradients and moments: ${own.toFixed(2)} MB a rank. Pale: padding, which is 0 for ever. Point at a piece to read its elements.`,
    draw(plot) {
      const pieces = shardPieces(measured, run)
      const rows = [...new Set(pieces.map(rowOf))]
      const ends = measured.units.map(({ name }) => {
        const unit = pieces.filter((piece) => piece.unit === name)
        return { name, from: Math.min(...unit.map(({ from }) => from)), to: Math.max(...unit.map(({ to }) => to)) }
      })
      const describe = (piece: Piece): string =>
        `rank ${piece.rank}, ${piece.kind} of ${piece.unit}: elements ${piece.from - beginOf(ends, piece)} to ${piece.to - beginOf(ends, piece)}, of which ${piece.to - piece.used} are padding`
      return {
        height: 80 + 20 * rows.length,
        marginLeft: 150,
        marginTop: 40,
        x: { label: 'elements', axis: null },
        y: { label: null, domain: rows, padding: 0.15, tickSize: 0 },
        marks: [
          plot.barX(pieces, {
            x1: 'from',
            x2: 'to',
            y: rowOf,
            fill: ({ rank }: Piece) => RANKS[rank % RANKS.length] ?? '',
            fillOpacity: 0.25,
            title: describe,
          }),
          plot.barX(pieces, {
            x1: 'from',
            x2: 'used',
            y: rowOf,
            fill: ({ rank }: Piece) => RANKS[rank % RANKS.length] ?? '',
            title: describe,
          }),
          plot.ruleX(ends, { x: 'to', stroke: 'currentColor', strokeOpacity: 0.5 }),
          plot.text(ends, {
            x: ({ from, to }: (typeof ends)[number]) => (from + to) / 2,
            frameAnchor: 'top',
            dy: -14,
            text: 'name',
            fontSize: 11,
          }),
        ],
      }
    },
  }
}

function rowOf({ kind, rank }: Piece): string {
  return `${kind}, rank ${rank}`
}

function beginOf(ends: readonly { readonly name: string; readonly from: number }[], piece: Piece): number {
  return ends.find(({ name }) => name === piece.unit)?.from ?? 0
}

/** When a unit was there in whole on a rank, in milliseconds since its step began. */
export interface WholeBar {
  readonly unit: string
  readonly fromMs: number
  readonly toMs: number
}

/** Of rank 0, in the last step. */
function wholeBars(run: MeasuredRun): WholeBar[] {
  const spans = run.ranks[0]?.spans.at(-1) ?? []
  const beginMs = Math.min(...spans.map(({ startMs }) => startMs))
  return spans.flatMap(({ kind, unit, startMs, endMs }) =>
    kind === 'whole' && unit !== undefined ? [{ unit, fromMs: startMs - beginMs, toMs: endMs - beginMs }] : [],
  )
}

export function gatheredWhen(measured: Measured): Figure {
  const run = lastRuns(measured).find(({ strategy }) => strategy === 'fsdp')
  return {
    question: 'compare',
    title: 'When blocks are gathered under FSDP',
    caption:
      'The last step on rank 0: from when all ranks’ shards of a unit had come until its whole was overwritten. Forward from the first block to the last, back again, and the root all the time.',
    draw(plot) {
      if (run === undefined) return undefined
      const bars = wholeBars(run)
      return {
        height: 60 + 22 * measured.units.length,
        marginLeft: 80,
        x: { label: 'milliseconds since the step began', domain: [0, stepMsOf(run.ranks, run.records.length - 1)], grid: true },
        y: { label: null, domain: measured.units.map(({ name }) => name), padding: 0.2, tickSize: 0 },
        marks: [
          plot.barX(bars, {
            x1: 'fromMs',
            x2: 'toMs',
            y: 'unit',
            fill: 'var(--purple)',
            title: ({ unit, fromMs, toMs }: WholeBar) => `${unit}: ${(toMs - fromMs).toFixed(3)} ms in whole`,
          }),
        ],
      }
    },
  }
}
