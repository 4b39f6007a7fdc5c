/** `assay train`: trains a GPT-2 on a text, on one rank or several, with checkpoints to go on from and curves to look at. */
import { Command, Option } from 'commander'
import type { Host } from '../../src/contract/collectives.ts'
import { UsageError } from '../judge/usage-error.ts'
import { launchTraining, readHosts, sameBitsAsSingle } from '../subjects/training.ts'
import { ExitCode, readFolder, wholeNumber } from './exit.ts'
import { finishRun, watchRun } from './train-report.ts'
import { readPlan, type TrainOptions } from './train-plan.ts'

const EXAMPLES = `
Examples:
  assay train --config tiny --steps 200
  assay train --config tiny --strategy fsdp --ranks 2 --transport threads
  assay train --resume training/tiny
  assay train --strategy fsdp --ranks 4 --transport mpi --hosts a:2,b:2 --out /shared/run
  assay train --config seed --text book.txt --out training/book --checkpoint-every 20

A configuration file is JSON: { "base": "seed", "steps": 500, "model": { "layers": 4 } } changes some fields of a named one.
The folder of a run holds step-NNNNNNNN.safetensors (parameters, moments and all that is needed to go on), metrics.jsonl, event files for
TensorBoard, run.json and training.html. Ctrl-C writes a checkpoint and stops; a second one stops at once.`

export function trainCommand(): Command {
  const positive = (name: string) => wholeNumber(name, 1, 2 ** 31 - 1)
  return new Command('train')
    .description('train a GPT-2 on a text, on one device or on several ranks')
    .option('--config <name>', 'tiny, seed, or a JSON file (default: tiny, or what is resumed)')
    .option('--steps <n>', 'steps of the whole run; the warm-up keeps its share', positive('--steps'))
    .option(
      '--until <n>',
      'stop after this step, with a checkpoint; the schedule stays that of the whole run',
      positive('--until'),
    )
    .option('--text <file>', 'UTF-8 text to learn from (default: chapters 1 to 35 of Moby-Dick, shipped with this program)')
    .option('--out <folder>', 'folder of the run (default: training/NAME of the configuration)', readFolder)
    .option('--resume <path>', 'go on from the newest checkpoint of a folder, or from a file')
    .addOption(
      new Option('--strategy <name>', 'where parameters and gradients are kept')
        .choices(['single', 'ddp', 'fsdp'])
        .default('single'),
    )
    .option('--ranks <n>', 'ranks of ddp and fsdp', positive('--ranks'), 1)
    .addOption(new Option('--transport <name>', 'what ranks are').choices(['threads', 'mpi', 'simulated']).default('threads'))
    .option(
      '--hosts <list>',
      'machines under MPI and the ranks of each, as a:2,b:2; all must have this program and --out at the same paths',
      readMachines,
    )
    .option('--network <name>', 'interface between the machines, or addresses such as 10.0.0.0/24 (default: the choice of MPI)')
    .option('--agent <program>', 'called as PROGRAM HOST COMMAND to begin on a machine (default: ssh)')
    .addOption(
      new Option('--engine <name>', 'what computes; by default the first that starts').choices(['native', 'wasm', 'cpu']),
    )
    .addOption(
      new Option('--precision <name>', 'how activations are stored; float16 scales the loss').choices([
        'float32',
        'bfloat16',
        'float16',
      ]),
    )
    .option('--accumulate <n>', 'micro-batches of a step, over all ranks', positive('--accumulate'))
    .option('--rows <n>', 'rows of a micro-batch', positive('--rows'))
    .option('--max-norm <x>', 'clip the joint gradient norm to it; 0 for no clipping', nonNegative('--max-norm'))
    .option('--lr <x>', 'the largest learning rate', nonNegative('--lr'))
    .option('--seed <n>', 'of the parameters, the order of rows and dropout', wholeNumber('--seed', 0, 2 ** 31 - 1))
    .option('--checkpoint-every <n>', 'steps between checkpoints', positive('--checkpoint-every'), 100)
    .option('--keep <n>', 'how many of the newest checkpoints to keep', positive('--keep'), 2)
    .option('--sample <n>', 'tokens that the model writes before and after; 0 for none', wholeNumber('--sample', 0, 10_000), 160)
    .addHelpText('after', EXAMPLES)
    .action(run)
}

function readMachines(list: string): readonly Host[] {
  try {
    return readHosts(list)
  } catch (error) {
    throw new UsageError(`--hosts: ${(error as Error).message.replace(/^readHosts: /, '')}`)
  }
}

function nonNegative(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= 0 && value < Infinity)) {
      throw new UsageError(`${name}: expected a number from 0 up, got ${JSON.stringify(text)}`)
    }
    return value
  }
}

async function run(options: TrainOptions): Promise<void> {
  const plan = await readPlan(options)
  const { microBatches } = plan.job.config
  if (!sameBitsAsSingle(microBatches, plan.ranks)) {
    process.stderr.write(
      `note: ${microBatches} micro-batches on ${plan.ranks} ranks are summed in another order than on one: results agree to rounding only\n`,
    )
  }
  const watch = watchRun(plan)
  try {
    const outcome = await launchTraining(plan.job, plan, watch.killed)
    watch.end()
    await finishRun(plan, outcome)
    process.exitCode = watch.exitCode() ?? ExitCode.done
  } catch (error) {
    watch.end()
    throw new UsageError(`train: ${(error as Error).message}`)
  }
}
