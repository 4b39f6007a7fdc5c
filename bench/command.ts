/** `assay bench`: what a sparse gradient costs here, and whether a change made it slower; `assay bench train` stands with what it measures. */
import { Command } from 'commander'
import { DEFAULT_SEED, readFolder, readSeed } from '../spec/cli/exit.ts'
import { UsageError } from '../spec/judge/usage-error.ts'
import { tell } from './harness/tell.ts'
import type { Section } from './sparse-gradient/run.ts'
import type { Size } from './sparse-gradient/grid.ts'
import { benchTrainCommand } from './train/command.ts'

/** Besides those of every command: the gate could not tell. */
const COULD_NOT_MEASURE = 4

interface BenchOptions {
  readonly quick?: boolean
  readonly only?: readonly Section[]
  readonly sizes?: readonly Size[]
  readonly out: string
  readonly seed: number
  readonly baseline?: string
  readonly baselineDist?: string
  readonly maxRegress: number
  readonly json?: boolean
}

const sections: readonly Section[] = ['counts', 'law', 'roofline', 'cost', 'crossover', 'peers']
const sizes: readonly Size[] = ['S', 'M', 'L', 'W', 'X']

export function benchCommand(): Command {
  return new Command('bench')
    .enablePositionalOptions()
    .addCommand(benchTrainCommand())
    .description(
      'measure what a sparse gradient costs as m, n and k grow, beside scipy, scikit-learn, plain C and TensorFlow.js where installed',
    )
    .option('--quick', 'under 20 seconds, with sizes S and M; without it a few minutes, with S, M and L')
    .option('--only <sections>', `some of ${sections.join(',')}`, listOf('--only', sections))
    .option('--sizes <sizes>', `some of ${sizes.join(',')} for the matches`, listOf('--sizes', sizes))
    .option('--out <folder>', 'where results, Markdown and figures go', readFolder, 'bench/results')
    .option('--seed <n>', 'seed of the matrices and of the intervals', readSeed, DEFAULT_SEED)
    .option('--baseline <file>', 'compare with the results of an earlier run')
    .option('--baseline-dist <folder>', 'compare with the build of an earlier version: both alternate, which is more reliable')
    .option('--max-regress <percent>', 'how much slower is still accepted', readPercent, 0.1)
    .option('--json', 'print the results as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, and not slower than the baseline; 1 slower, or other operation counts; 2 bad usage; 4 could not measure.\n' +
        '\nExamples:\n  assay bench --quick\n  assay bench --only law,counts --out /tmp/bench\n' +
        '  assay bench --quick --baseline-dist ../main --max-regress 10%',
    )
    .action(async (options: BenchOptions) => {
      process.exitCode = await bench(options)
    })
}

/** Everything else is loaded when it is needed: other commands do not wait for it. */
async function bench(options: BenchOptions): Promise<number> {
  const { readBaseline, distFolder } = await import('./sparse-gradient/baseline.ts')
  const baseline = options.baseline === undefined ? undefined : readBaseline(options.baseline)
  const folder = options.baselineDist === undefined ? undefined : distFolder(options.baselineDist)
  const [{ filesOf, stemOf }, { openResults }] = await Promise.all([
    import('./sparse-gradient/report/files.ts'),
    import('./harness/results-folder.ts'),
  ])
  const write = openResults(options.out)
  const { runBench } = await import('./sparse-gradient/run.ts')
  const results = await runBench({
    quick: options.quick === true,
    only: options.only ?? sections,
    sizes: options.sizes ?? (options.quick === true ? ['S', 'M'] : ['S', 'M', 'L']),
    seed: options.seed,
    tell,
  })
  const [{ drawResults }, { describeResults }, { wantsColour }] = await Promise.all([
    import('./sparse-gradient/report/figures/index.ts'),
    import('./sparse-gradient/report/terminal.ts'),
    import('../spec/report/appearance.ts'),
  ])
  const files = write(stemOf(results), filesOf(results, await drawResults(results)))
  const colour = wantsColour(process.stdout, process.env)
  process.stdout.write(options.json === true ? `${JSON.stringify(results)}\n` : `\n${describeResults(results, colour)}`)
  process.stderr.write(`\nwritten: ${files.join('\n         ')}\n`)
  if (baseline === undefined && folder === undefined) return 0
  const { compareResults, verdictOf } = await import('./sparse-gradient/gate.ts')
  const { compareBuilds } = await import('./sparse-gradient/baseline.ts')
  const comparisons = [
    ...(baseline === undefined ? [] : compareResults(baseline, results, options.maxRegress)),
    ...(folder === undefined ? [] : await compareBuilds(folder, options.maxRegress, options.seed, tell)),
  ]
  const verdict = verdictOf(comparisons)
  for (const { what, word, because } of comparisons) process.stderr.write(`${word}: ${what}: ${because}\n`)
  process.stderr.write(`gate: ${verdict}\n`)
  if (verdict === 'not slower') return 0
  return verdict === 'could not measure' ? COULD_NOT_MEASURE : 1
}

function listOf<T extends string>(option: string, known: readonly T[]): (text: string) => T[] {
  return (text) =>
    text.split(',').map((word) => {
      const found = known.find((each) => each === word.trim())
      if (found === undefined)
        throw new UsageError(`${option}: expected some of ${known.join(', ')}, got ${JSON.stringify(word)}`)
      return found
    })
}

function readPercent(text: string): number {
  const value = Number(text.replace(/%$/, ''))
  if (text.trim() === '' || !(value >= 0 && value <= 1000)) {
    throw new UsageError(`--max-regress: expected a percentage from 0 to 1000 such as 10%, got ${JSON.stringify(text)}`)
  }
  return value / 100
}
