/** What is wrong with a sheet, and where: everything at once, in the order of the text. */
import { UsageError } from '../judge/usage-error.ts'

export interface Problem {
  readonly file: string
  /** From 1; 0 when the problem is the whole file. */
  readonly line: number
  readonly column: number
  /** Keys from the top of the sheet, joined by dots; '' when it is no single place. */
  readonly path: string
  readonly expected: string
  readonly got: string
  readonly hint?: string
  /** The line, and a caret below the column. */
  readonly frame: string
}

/** A problem before its offset in the text is turned into line and column. */
export interface Finding {
  readonly offset: number
  readonly path: readonly PropertyKey[]
  readonly expected: string
  readonly got: string
  readonly hint?: string | undefined
}

/** More than anyone reads at once; the rest is counted. */
const shown = 50

/** A sheet that cannot be graded. The message holds every problem with its place; nothing of the sheet has been used. */
export class SheetError extends UsageError {
  override readonly name: string = 'SheetError'
  readonly problems: readonly Problem[]
  /** How many more there are than `problems` tells. */
  readonly more: number

  constructor(problems: readonly Problem[], more = 0) {
    super([...problems.map(describe), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'))
    this.problems = problems
    this.more = more
  }
}

/** An error about the file as a whole. */
export function fileError(file: string, expected: string, got: string): SheetError {
  return new SheetError([{ file, line: 0, column: 0, path: '', expected, got, frame: '' }])
}

export function sheetError(file: string, text: string, findings: readonly Finding[]): SheetError {
  const sorted = findings.toSorted((a, b) => a.offset - b.offset).slice(0, shown)
  const problems = sorted.map(({ offset, path, expected, got, hint }): Problem => {
    const place = placeOf(text, offset)
    const base = {
      file,
      line: place.line,
      column: place.column,
      path: path.map((key) => short(String(key))).join('.'),
      expected,
      got,
      frame: frameOf(place),
    }
    return hint === undefined ? base : { ...base, hint }
  })
  return new SheetError(problems, findings.length - problems.length)
}

function describe({ file, line, column, path, expected, got, hint, frame }: Problem): string {
  const at = line === 0 ? file : `${file}:${line}:${column}`
  const where = path === '' ? '' : `${path}: `
  return `${at}: ${where}expected ${expected}, got ${got}${hint === undefined ? '' : ` (${hint})`}${frame === '' ? '' : `\n${frame}`}`
}

interface Place {
  readonly line: number
  readonly column: number
  readonly text: string
}

/** Where an offset stands. Sheets that are too large to be parsed have places too, and a carriage return alone ends a line. */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split(/\r\n|\n|\r/u)
  const lineStart = offset - (before.at(-1)?.length ?? 0)
  const line = text.slice(lineStart).split(/\r\n|\n|\r/u, 1)[0] ?? ''
  return { line: before.length, column: offset - lineStart + 1, text: line }
}

/** At most 100 characters of the line around the caret, with nothing in it that a terminal would obey. */
function frameOf({ line, column, text }: Place): string {
  const from = Math.max(0, column - 70)
  const excerpt = text.slice(from, from + 100).replaceAll(/\p{C}/gu, ' ')
  const gutter = `${line}`.padStart(5)
  return `${gutter} | ${excerpt}\n${' '.repeat(5)} | ${' '.repeat(column - 1 - from)}^`
}

/** A value of a sheet in a few words. */
export function brief(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping'
  const text = typeof value === 'number' ? `${value}` : (JSON.stringify(value) ?? typeof value)
  return short(text)
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
