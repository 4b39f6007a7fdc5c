/** `assay mutation`: how many small faults of the sources the laws notice, by file. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname } from 'node:path'
import { Command } from 'commander'
import { UsageError } from '../judge/usage-error.ts'
import { filesOf, mutantsOf, sampleOf } from '../mutation/mutants.ts'
import { inWords, reportOf } from '../mutation/report.ts'
import { Results } from '../mutation/results.ts'
import { judgeAll } from '../mutation/run.ts'
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
    .description('change the sources, one small place at a time, and count the changes that the laws notice: the mutation score')
    .option('--files <globs>', 'files of src, such as stats/*.ts,optim/**', ROOMS)
    .option('--sample <n>', 'mutants to judge, drawn by the seed', wholeNumber('--sample', 1, 1_000_000), 120)
    .option('--all', 'judge every mutant of the files')
    .option('--jobs <n>', 'processes at a time', wholeNumber('--jobs', 1, 256), availableParallelism())
    .option('--seed <n>', 'seed of the sample and of the random inputs', readSeed, DEFAULT_SEED)
    .option(
      '--slowest <seconds>',
      'leave out laws that take longer on the unchanged sources',
      wholeNumber('--slowest', 1, 120),
      10,
    )
    .option('--fresh', 'ignore the results of earlier runs, which are kept in mutation/')
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
