/** The outcome as a table of text. */
import type { Absent } from '../harness/contestant.ts'
import { median } from '../harness/statistics.ts'
import { pairedRatio, type Standing } from './match.ts'
import type { Problem } from './problem.ts'

/** One configuration, measured. */
export interface Outcome {
  readonly name: Problem['name']
  /** Tokens of a pass. */
  readonly tokens: number
  readonly processor: string
  readonly worst: { readonly name: string; readonly error: number }
  readonly standings: readonly Standing[]
  readonly absent: readonly Absent[]
}

const columns = ['contestant', 'ms a pass', 'tokens/s', 'tokens/CPU-s', 'of the first', 'peak MB'] as const

/** Title, what was checked, and a line for each contestant. */
export function linesOf({ name, tokens, processor, worst, standings, absent }: Outcome): string[] {
  const first = standings.find(({ failed }) => failed === undefined)
  const rows = standings.filter(({ wallMs }) => wallMs.length > 0).map((standing) => row(standing, first ?? standing, tokens))
  const widths = columns.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return [
    `${name}: ${tokens} tokens, forward and backward, float32; ${processor}`,
    `gradients of the wasm engine against float64: the furthest is ${worst.name}, ${worst.error.toExponential(1)} relative L2`,
    '',
    line(columns),
    ...rows.map(line),
    ...standings.flatMap(({ entry, failed }) => (failed === undefined ? [] : [`${entry.name} left: ${failed}`])),
    ...absent.map(({ name: who, because, install }) => `${who} does not take part: ${because} (${install})`),
    '',
  ]
}

function row(standing: Standing, first: Standing, tokens: number): string[] {
  const wall = median(standing.wallMs)
  return [
    `${standing.entry.name} (${standing.entry.version})`,
    wall.toPrecision(3),
    ((1000 * tokens) / wall).toFixed(0),
    ((1000 * tokens) / median(standing.cpuMs)).toFixed(0),
    pairedRatio(standing, first).toPrecision(3),
    standing.peakBytes === undefined ? '' : (standing.peakBytes / 1e6).toFixed(0),
  ]
}
