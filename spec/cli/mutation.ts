/** `assay mutation`: how many small faults of the sources the laws notice, by file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { styleText } from 'node:util'
import { Command } from 'commander'
import { UsageError } from '../judge/usage-error.ts'
import { filesOf, mutantsOf, sampleOf, type FileMutant } from '../mutation/mutants.ts'
import { Results, type Result } from '../mutation/results.ts'
import { judgeAll, type Outcome } from '../mutation/run.ts'
import { progress } from '../report/progress.ts'
import { DEFAULT_SEED, ExitCode, readSeed, whenStopped, wholeNumber } from './exit.ts'

const ROOMS = ['stats', 'logistic', 'numeric', 'complexity', 'data', 'optim', 'selection'].map((room) => `${room}/**`).join(',')

interface Options {
  readonly files: string
  readonly sample: number
  readonly all?: boolean
  readonly jobs: number
  readonly seed: number
  readonly slowest: number
  readonly fresh?: boolean
  readonly out?: string
}

export function mutationCommand(): Command {
  return new Command('mutation')
    .description('change the sources in one small place after another and count what the laws notice: the mutation score')
    .option('--files <globs>', 'files of src, such as stats/*.ts,optim/**', ROOMS)
    .option('--sample <n>', 'mutants to judge, drawn by the seed', wholeNumber('--sample', 1, 1_000_000), 120)
    .option('--all', 'judge every mutant of the files')
    .option('--jobs <n>', 'processes at a time', wholeNumber('--jobs', 1, 256), availableParallelism())
    .option('--seed <n>', 'seed of the sample and of the random inputs', readSeed, DEFAULT_SEED)
    .option(
      '--slowest <seconds>',
      'leave laws out that take longer on the unchanged sources',
      wholeNumber('--slowest', 1, 120),
      10,
    )
    .option('--fresh', 'pass over the results of earlier runs, which are kept in mutation/')
    .option('--out <file>', 'also write the result as JSON')
    .addHelpText('after', '\nExamples:\n  assay mutation\n  assay mutation --files stats/tails.ts --all')
    .action(async (options: Options) => {
      process.exitCode = await mutation(options)
    })
}

async function mutation(options: Options): Promise<ExitCode> {
  const { files: globs, sample, all = false, jobs, seed, slowest, fresh = false, out } = options
  const files = filesOf(globs.split(',').map((glob) => glob.trim()))
  const every = files.flatMap(mutantsOf)
  if (every.length === 0) throw new UsageError(`--files: no file of src to change is named ${globs}`)
  const chosen = all ? every : sampleOf(every, sample, seed)
  const line = progress({
    write: (text) => void process.stderr.write(text),
    isTTY: process.stderr.isTTY,
    columns: process.stderr.columns ?? 100,
    now: () => performance.now(),
  })
  const unheard = whenStopped()
  const outcome = await judgeAll(
    chosen.filter(({ equivalent }) => equivalent === undefined),
    {
      seed,
      jobs,
      slowestMs: slowest * 1000,
      results: new Results(seed, fresh),
      progress: (done, total, what) => line.step(done, total, what),
    },
  )
  line.clear()
  unheard()
  const report = reportOf(chosen, every, outcome, seed)
  process.stdout.write(inWords(report, outcome))
  if (out !== undefined) {
    mkdirSync(dirname(out), { recursive: true })
    writeFileSync(out, `${JSON.stringify(report, null, 1)}\n`)
  }
  return ExitCode.done
}

interface Tally {
  readonly file: string
  readonly value: number
  readonly crash: number
  readonly timeOut: number
  readonly survived: number
  readonly equivalent: number
  readonly score: number | null
}

interface Report {
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

function reportOf(
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

function inWords({ total, files, survivors, notAsked, mutants }: Report, { known }: Outcome): string {
  const row = ({ file, value, crash, timeOut, survived, equivalent, score }: Tally): string =>
    `${file.padEnd(38)} ${[value, crash, timeOut, survived, equivalent].map((n) => String(n).padStart(10)).join('')} ${score === null ? '-' : `${(100 * score).toFixed(0)} %`.padStart(7)}\n`
  const head = `${'file'.padEnd(38)} ${['value', 'crash', 'time-out', 'survived', 'equivalent'].map((name) => name.padStart(10)).join('')} ${'score'.padStart(7)}\n`
  const survivorLines = survivors.map(
    ({ place, was, becomes, laws }) =>
      `${styleText('red', 'survived')}  ${place}  ${short(was)} -> ${short(becomes)}  (${laws} laws)\n`,
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
    `${judged} of ${mutants.there} mutants judged (${known} by an earlier run): ${killed} killed, ${total.survived} survived, score ${((100 * killed) / judged).toFixed(1)} %`,
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
