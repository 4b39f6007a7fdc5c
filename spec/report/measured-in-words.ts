/** What was measured, of any shape, as lines of `name  value`. */
import { plainData } from './plain-data.ts'

/** One measured value, or one member of it: its name, indented by its depth, and its value as text (empty for a heading). */
export interface MeasuredLine {
  readonly depth: number
  readonly name: string
  readonly value: string
}

const MOST_LINES = 60
const SHORT = 60

/**
 * Short arrays and records stay on one line, and so does a series: its first values and its last. The others give one line a member.
 * Lines beyond a limit are counted, not shown.
 */
export function measuredLines(measured: Readonly<Record<string, unknown>>): MeasuredLine[] {
  const lines = Object.entries(measured).flatMap(([name, value]) => linesOf(name, plainData(value), 0))
  if (lines.length <= MOST_LINES) return lines
  return [
    ...lines.slice(0, MOST_LINES - 1),
    { depth: 0, name: '…', value: `${lines.length - MOST_LINES + 1} more lines, in report.json` },
  ]
}

function linesOf(name: string, value: unknown, depth: number): MeasuredLine[] {
  const whole = isSeries(value) ? inlineSeries(value) : inline(value)
  if (typeof value !== 'object' || value === null || whole.length <= SHORT || depth >= 4) return [{ depth, name, value: whole }]
  const members = Array.isArray(value)
    ? value.map((entry, i) => [`${i + 1}.`, entry] as const)
    : Object.entries(value as Record<string, unknown>)
  return [{ depth, name, value: '' }, ...members.flatMap(([key, entry]) => linesOf(key, entry, depth + 1))]
}

/** More numbers are a series, such as a loss by step. */
const FEW = 8

function isSeries(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length > FEW && value.every((each) => typeof each === 'number')
}

function inlineSeries(values: readonly number[]): string {
  const [first, second, third] = values
  return `${[first, second, third].map(inline).join(', ')}, …, ${inline(values.at(-1))} (${values.length} values)`
}

/** Plain data on one line. */
export function inline(value: unknown): string {
  if (typeof value === 'number') return readableNumber(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value))
    return isInterval(value) ? `${inline(value[0])} … ${inline(value[1])}` : `[${value.map(inline).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, entry]) => `${key} ${typeof entry === 'object' && entry !== null ? `(${inline(entry)})` : inline(entry)}`)
    .join(', ')
}

function isInterval(value: readonly unknown[]): boolean {
  const [low, high] = value
  return value.length === 2 && typeof low === 'number' && typeof high === 'number' && low < high
}

/** Seven digits at most: a report is read, and report.json has the rest. */
function readableNumber(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(7)))
}
