/** The mutation score: by file, with every survivor and its place. */
import { styleText } from 'node:util'
import { counted } from '../judge/counted.ts'
import type { FileMutant } from './mutants.ts'
import type { Result } from './results.ts'
import type { Outcome } from './run.ts'

interface Tally {
  readonly file: string
  readonly value: number
  readonly crash: number
  readonly timeOut: number
  readonly survived: number
  readonly equivalent: number
  readonly score: number | null
}

/** What a run found out, file by file. */
export interface Report {
  readonly seed: number
  readonly mutants: { readonly judged: number; readonly there: number; readonly known: number }
  readonly total: Tally
  readonly files: readonly Tally[]
  readonly survivors: readonly { readonly place: string; readonly was: string; readonly becomes: string; readonly laws: number }[]
  readonly killed: readonly {
    readonly place: string
    readonly was: string
    readonly becomes: string
    readonly how: string
    readonly by: string
  }[]
  readonly notAsked: readonly { readonly law: string; readonly because: string }[]
}

/** @param chosen the mutants of the sample, also those that are listed as equivalent; `every` is what it was drawn from */
export function reportOf(
  chosen: readonly FileMutant[],
  every: readonly FileMutant[],
  { mutants, notAsked, known }: Outcome,
  seed: number,
): Report {
  const files = [...new Set(chosen.map(({ file }) => file))].toSorted()
  const change = ({ place, was, becomes }: FileMutant): { place: string; was: string; becomes: string } => ({
    place,
    was,
    becomes,
  })
  return {
    seed,
    mutants: { judged: mutants.size, there: every.length, known },
    total: tally('all', chosen, mutants),
    files: files.map((file) =>
      tally(
        `src/${file.replace(/js$/, 'ts')}`,
        chosen.filter((each) => each.file === file),
        mutants,
      ),
    ),
    survivors: [...mutants]
      .flatMap(([mutant, result]) => (result.killed === false ? [{ ...change(mutant), laws: result.laws }] : []))
      .toSorted(byPlace),
    killed: [...mutants]
      .flatMap(([mutant, result]) => (result.killed === false ? [] : [{ ...change(mutant), how: result.killed, by: result.by }]))
      .toSorted(byPlace),
    notAsked: notAsked.map(({ law, outcome, ms }) => ({
      law,
      because: outcome === 'passed' ? `takes ${(ms / 1000).toFixed(1)} s` : outcome,
    })),
  }
}

function byPlace(a: { readonly place: string }, b: { readonly place: string }): number {
  return a.place.localeCompare(b.place, 'en', { numeric: true })
}

function tally(file: string, mutants: readonly FileMutant[], results: ReadonlyMap<FileMutant, Result>): Tally {
  const count = (how: Result['killed']): number => mutants.filter((mutant) => results.get(mutant)?.killed === how).length
  const [value, crash, timeOut, survived] = [count('value'), count('crash'), count('time-out'), count(false)]
  const killed = value + crash + timeOut
  const equivalent = mutants.filter((mutant) => mutant.equivalent !== undefined).length
  return {
    file,
    value,
    crash,
    timeOut,
    survived,
    equivalent,
    score: killed + survived === 0 ? null : killed / (killed + survived),
  }
}

/** Characters of a column of numbers: the longest name of one, and a space. */
const COLUMN = 11

/** The table, the survivors and the score, for the terminal. */
export function inWords({ total, files, survivors, notAsked, mutants }: Report, { known }: Outcome): string {
  const row = ({ file, value, crash, timeOut, survived, equivalent, score }: Tally): string =>
    `${file.padEnd(38)} ${[value, crash, timeOut, survived, equivalent].map((n) => String(n).padStart(COLUMN)).join('')} ${score === null ? '-' : `${(100 * score).toFixed(0)} %`.padStart(7)}\n`
  const head = `${'file'.padEnd(38)} ${['value', 'crash', 'time-out', 'survived', 'equivalent'].map((name) => name.padStart(COLUMN)).join('')} ${'score'.padStart(7)}\n`
  const survivorLines = survivors.map(
    ({ place, was, becomes, laws }) =>
      `${styleText('red', 'survived')}  ${place}  ${short(was)} -> ${short(becomes)}  (${counted(laws, 'law')})\n`,
  )
  const killed = total.value + total.crash + total.timeOut
  const judged = killed + total.survived
  const [low, high] = wilson(killed, judged)
  return [
    head,
    ...files.map(row),
    row(total),
    ...survivorLines,
    ...notAsked.map(({ law, because }) => `not asked  ${law}: ${because}\n`),
    `${judged} of ${counted(mutants.there, 'mutant')} judged (${known} by an earlier run): ${killed} killed, ${total.survived} survived, score ${((100 * killed) / judged).toFixed(1)} %`,
    judged < mutants.there - total.equivalent
      ? `; of all mutants ${(100 * low).toFixed(0)}..${(100 * high).toFixed(0)} % at 95 % confidence\n`
      : '\n',
  ].join('')
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** Wilson's interval of a share, at 95 %. */
function wilson(hits: number, of: number): readonly [number, number] {
  const z2 = 1.96 ** 2
  const middle = (hits + z2 / 2) / (of + z2)
  const half = (1.96 / (of + z2)) * Math.sqrt((hits * (of - hits)) / of + z2 / 4)
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}
