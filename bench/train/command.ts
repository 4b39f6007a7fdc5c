/** `assay bench train`: how fast a GPT-2 learns here, beside PyTorch and TensorFlow.js as shipped. */
import { Argument, Command } from 'commander'
import { readFolder, wholeNumber } from '../../spec/cli/exit.ts'
import { tell } from '../harness/tell.ts'
import type { Verdict } from './bars.ts'
import type { Problem } from './problem.ts'
import type { Outcome } from './text.ts'

interface BenchTrainOptions {
  readonly quick?: boolean
  readonly rounds?: number
  readonly turn?: number
  readonly only?: string
  readonly out: string
  readonly json?: boolean
  readonly gate?: boolean
}

const configurations: readonly Problem['name'][] = ['tiny', 'seed']

/** The command; what it runs is loaded when it is needed. */
export function benchTrainCommand(): Command {
  return new Command('train')
    .exitOverride()
    .description(
      'measure tokens a second of a forward and backward pass of a GPT-2 in float32, one thread each, interleaved: our engines, TensorFlow.js as ' +
        'shipped, and PyTorch if python3 can import it; each must first show the right loss and gradients',
    )
    .addArgument(
      new Argument(
        '[configurations...]',
        'tiny: 2 layers, 32 channels, 256 words; seed: the assignment, 6 layers, 256 channels, 10000 words',
      ).choices(configurations),
    )
    .option('--quick', 'about half a minute: tiny, 5 rounds; without it tiny and seed, 9 rounds, some minutes')
    .option('--rounds <n>', 'timed runs of each contestant', wholeNumber('--rounds', 1, 1000))
    .option(
      '--turn <ms>',
      'least milliseconds of a timed run: by default 400 for tiny, one pass for seed',
      wholeNumber('--turn', 1, 60_000),
    )
    .option('--only <names>', 'only contestants whose name contains one of these, such as PyTorch,native')
    .option('--out <folder>', 'where train_MACHINE_DATE.json goes', readFolder, 'bench/results')
    .option('--json', 'print the results as JSON')
    .option('--gate', 'end with 1 when a bar is missed, with 4 when one could not be measured')
    .addHelpText(
      'after',
      '\nCompare within a run only, and by tokens per second of processor time when the machine has other work.\n' +
        '\nExit codes: 0 done; 1 a bar is missed; 2 bad usage; 4 could not measure: a contestant is absent, or its gradients are wrong.\n' +
        '\nExamples:\n  assay bench train --quick\n  assay bench train seed --rounds 5 --only PyTorch,assay\n  assay bench train --gate --out /tmp/bench',
    )
    .action(async (names: Problem['name'][], options: BenchTrainOptions) => {
      const quick = options.quick === true
      const asked =
        names.length > 0 ? configurations.filter((name) => names.includes(name)) : quick ? ['tiny' as const] : configurations
      process.exitCode = await run(asked, options.rounds ?? (quick ? 5 : 9), options)
    })
}

async function run(names: readonly Problem['name'][], rounds: number, options: BenchTrainOptions): Promise<number> {
  const [
    { benchTrain },
    { linesOf },
    { linesOfVerdicts },
    { resultsOf, stemOf },
    { busyElsewhere, thisMachine },
    { openResults },
  ] = await Promise.all([
    import('./run.ts'),
    import('./text.ts'),
    import('./bars.ts'),
    import('./results.ts'),
    import('../harness/machine.ts'),
    import('../harness/results-folder.ts'),
  ])
  const write = openResults(options.out)
  const busy = await busyElsewhere()
  if (busy > 0.5) tell(`other work keeps ${busy.toFixed(1)} processors busy: ratios are less certain`)
  const outcomes: Outcome[] = []
  for (const name of names)
    outcomes.push(
      await benchTrain(
        name,
        rounds,
        tell,
        options.only?.split(',').map((part) => part.trim()),
        options.turn,
      ),
    )
  const results = resultsOf(outcomes, { machine: thisMachine(), busy, rounds, now: new Date() })
  const verdicts = results.outcomes.map(({ bars }) => bars)
  const tables = outcomes.map((outcome, i) => [...linesOf(outcome), ...linesOfVerdicts(verdicts[i] ?? []), ''].join('\n'))
  process.stdout.write(options.json === true ? `${JSON.stringify(results)}\n` : `\n${tables.join('\n')}`)
  process.stderr.write(
    `\nwritten: ${write(stemOf(results), [['json', `${JSON.stringify(results, null, 2)}\n`]]).join('\n         ')}\n`,
  )
  return options.gate === true ? gate(verdicts.flat(), outcomes) : 0
}

/** As the gates of the other studies: 1 for what is missed, 4 for what nobody knows. */
function gate(verdicts: readonly Verdict[], outcomes: readonly Outcome[]): number {
  if (verdicts.some(({ met }) => met === false)) return 1
  const left = outcomes.some(({ standings }) => standings.some(({ failed }) => failed !== undefined))
  return left || verdicts.some(({ met }) => met === undefined) ? 4 : 0
}
