/** `assay compare`: trains the same GPT-2 on the same text under several strategies, and draws what was measured. */
import { availableParallelism, cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import type { EngineName } from '../../src/contract/engine.ts'
import type { TrainingJob } from '../../src/contract/parallel.ts'
import type { TrainingConfig } from '../../src/contract/train.ts'
import type { StrategyName } from '../../src/contract/training-step.ts'
import { measure } from '../comparison/measure.ts'
import type { Measured } from '../comparison/measured.ts'
import { columns, comparisonPage, sameBits, tableRows } from '../comparison/page.ts'
import type { Parts } from '../judge/subject.ts'
import { UsageError } from '../judge/usage-error.ts'
import { openOwnFolder } from '../report/own-folder.ts'
import { harmlessJson, printable } from '../report/text.ts'
import { findTorch, torchRanks } from '../subjects/torch-ranks.ts'
import { trainApart } from '../subjects/apart.ts'
import { firstBatches } from '../subjects/first-batches.ts'
import { readConfig, ResourceMeter } from '../subjects/training.ts'
import { ExitCode, readFolder, whenStopped, wholeNumber } from './exit.ts'

const STRATEGIES: readonly StrategyName[] = ['single', 'ddp', 'fsdp']

const EXAMPLES = `
Examples:
  assay compare --strategies single,ddp,fsdp --ranks 2
  assay compare --config seed --ranks 2 --steps 3 --rounds 5 --out comparison/seed
  assay compare --config seed --rows 4 --accumulate 2 --steps 4 --peer torch      beside PyTorch over gloo, one thread a rank
  assay compare --ranks 8 --steps 3 --rounds 20 --no-ceiling      20 of 20 repetitions leave the same bits

All strategies see the same micro-batches, so they must leave the same bits; exit code 1 says that they did not.
The folder holds comparison.html, which needs nothing else, and comparison.json, from which it is drawn. Times are of this machine at this moment: speed-ups
are ratios within a round, and the ceiling is what as many unrelated processes reach in the same round.`

interface CompareOptions {
  readonly config: string
  readonly strategies: readonly StrategyName[]
  readonly ranks: number
  readonly transport: 'threads' | 'mpi'
  readonly engine: EngineName
  readonly steps: number
  readonly rounds: number
  readonly rows?: number
  readonly accumulate?: number
  readonly ceiling: boolean
  readonly peer?: 'torch'
  readonly out?: string
}

export function compareCommand(): Command {
  const positive = (name: string) => wholeNumber(name, 1, 1_000_000)
  return new Command('compare')
    .description('train the same model under several strategies, and draw time, memory, traffic, shards and loss of each')
    .option('--config <name>', 'tiny, seed, or a JSON file', 'tiny')
    .option('--strategies <list>', 'single, ddp, fsdp, with commas between', readStrategies, STRATEGIES)
    .option('--ranks <n>', 'ranks of ddp and fsdp', positive('--ranks'), 2)
    .addOption(new Option('--transport <name>', 'what ranks are').choices(['threads', 'mpi']).default('threads'))
    .addOption(new Option('--engine <name>', 'the same for all ranks').choices(['native', 'wasm', 'cpu']).default('wasm'))
    .option('--steps <n>', 'steps of each run; the first is not timed', positive('--steps'), 5)
    .option('--rounds <n>', 'how often all strategies are run', positive('--rounds'), 3)
    .option('--rows <n>', 'rows of a micro-batch', positive('--rows'))
    .option('--accumulate <n>', 'micro-batches of a step, over all ranks', positive('--accumulate'))
    .option('--no-ceiling', 'do not time unrelated processes, which show the ceiling of the machine')
    .addOption(
      new Option('--peer <name>', 'also train with it in every round: its single, DDP and fully_shard').choices(['torch']),
    )
    .option('--out <folder>', 'where the page goes (default: comparison/NAME of the configuration)', readFolder)
    .addHelpText('after', EXAMPLES)
    .action(compare)
}

function readStrategies(list: string): readonly StrategyName[] {
  const names = list.split(',').map((name) => name.trim())
  const unknown = names.find((name) => !(STRATEGIES as readonly string[]).includes(name))
  if (unknown !== undefined) {
    throw new UsageError(`--strategies: expected ${STRATEGIES.join(', ')} with commas between, got ${JSON.stringify(unknown)}`)
  }
  return [...new Set(names)] as StrategyName[]
}

async function compare(options: CompareOptions): Promise<void> {
  const { ranks, strategies, rounds, engine, transport, peer } = options
  const torchVersion = peer === undefined ? undefined : versionOfTorch()
  // Loaded now: help must not wait for it
  const { default: reference } = await import('../subjects/reference.ts')
  const config = await configOf(options, reference)
  const units = reference.unitsOf(config.model)
  const job = await jobOf(config, options)
  const torch = torchVersion === undefined ? undefined : { ...torchRanks(job), name: `PyTorch ${torchVersion}` }
  // A folder that cannot be written is found out before anything is measured
  const folder = openOwnFolder(options.out ?? join('comparison', nameOf(options.config)))
  folder.reserve('comparison.json', 'comparison.html')
  const release = whenStopped()
  const started = performance.now()
  const meter = new ResourceMeter(() => performance.now())
  const say = (what: string): void => void process.stderr.write(`${what}\n`)
  const { runs, apart, peerRuns } = await measure(reference, trainApart, {
    job,
    strategies,
    rounds,
    units,
    say,
    ceiling: options.ceiling,
    lookAtGpu: () => meter.look().gpu,
    ...(torch === undefined ? {} : { peer: torch }),
  })
    .catch((error: unknown) => {
      throw new UsageError(`compare: ${error instanceof Error ? error.message : String(error)}`)
    })
    .finally(() => torch?.remove())
  release()
  const padded = units.reduce((sum, unit) => sum + unit.padded, 0)
  const { channels, layers, heads, vocabularySize, contextLength } = config.model
  const measured: Measured = {
    title: `${strategies.join(', ')} on ${ranks} ${transport === 'mpi' ? 'processes' : 'threads'}`,
    facts: [
      [
        'model',
        `GPT-2, ${layers} layers, ${channels} channels, ${heads} heads, ${vocabularySize} words, ${contextLength} positions`,
      ],
      ['parameters', String(reference.parameterCount(config.model))],
      ['step', `${config.microBatches} micro-batches of ${config.rows} rows, the same for all strategies`],
      ['measured', `${rounds} rounds of ${job.batches.length} steps, the first of each run not counted`],
      ['engine', engine],
      ...(torch === undefined
        ? []
        : [['beside', `${torch.name}, DDP and fully_shard over gloo, a thread a rank; no dropout`] as const]),
      ['machine', `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? 'processor'}, Node ${process.versions.node}`],
      ['load at the end', `${loadavg()[0]?.toFixed(1)} (with this run; others’ load makes times, not bits, differ)`],
    ],
    ranks,
    microBatches: config.microBatches,
    units: units.map((unit) => ({ name: unit.name, size: unit.size, padded: unit.padded })),
    runs,
    apart,
    ...(torch === undefined ? {} : { peer: { name: torch.name, runs: peerRuns } }),
    formulaBytes: Object.fromEntries(
      strategies.map((strategy) => {
        const whole = (units[0]?.padded ?? 0) + (units.length > 1 ? (units.at(-1)?.padded ?? 0) : 0)
        const on = strategy === 'single' ? 1 : ranks
        return [strategy, reference.stepBytes(strategy, padded, on, strategy === 'fsdp' ? whole : 0)]
      }),
    ),
  }
  folder.write('comparison.json', `${harmlessJson(measured)}\n`)
  const page = folder.write('comparison.html', await comparisonPage(measured))
  folder.release()
  process.stdout.write(`${inColumns([[...columns], ...tableRows(measured)])}\n${sameBits(measured)}\n`)
  process.stdout.write(`${printable(page)} (${((performance.now() - started) / 1000).toFixed(0)} s)\n`)
  if (new Set(runs.map(({ parameters }) => parameters)).size > 1) process.exitCode = ExitCode.gateFailed
}

async function configOf(
  { config: name, ranks, rows, accumulate, peer }: CompareOptions,
  { sameBitsAsSingle }: Pick<Parts, 'sameBitsAsSingle'>,
): Promise<TrainingConfig> {
  const config = await readConfig(name).catch((error: unknown) => {
    throw new UsageError(`--config: ${error instanceof Error ? error.message : String(error)}`)
  })
  const microBatches = accumulate ?? config.microBatches
  if (!sameBitsAsSingle(microBatches, ranks)) {
    throw new UsageError(
      `--accumulate: ${microBatches} micro-batches on ${ranks} ranks are summed in another order than on one, so that bits differ; choose ranks times a power of two`,
    )
  }
  // Whose dropout it is decides the loss: without it losses can be compared.
  const model = peer === undefined ? config.model : { ...config.model, dropout: 0 }
  return { ...config, model, microBatches, rows: rows ?? config.rows }
}

async function jobOf(config: TrainingConfig, { ranks, transport, engine, steps }: CompareOptions): Promise<TrainingJob> {
  const { microBatches, betas, eps, weightDecay, maxNorm, model, seed } = config
  return {
    transport,
    strategy: 'ddp',
    ranks,
    model: 'gpt2',
    modelData: { config: model, engine },
    microBatches,
    batches: await firstBatches(config, steps),
    optimizer: { kind: 'adamw', betas, eps, weightDecay },
    learningRate: config.schedule.peak,
    ...(maxNorm === undefined ? {} : { maxNorm }),
    ...((model.dropout ?? 0) > 0 ? { dropoutSeed: seed } : {}),
    seed,
    deadlineMs: 600_000,
  }
}

/** @throws UsageError with the command that installs PyTorch where there is none */
function versionOfTorch(): string {
  const found = findTorch()
  if ('because' in found) throw new UsageError(`--peer torch: ${found.because}; ${found.install}`)
  return found.version
}

function nameOf(config: string): string {
  return config.replace(/^.*\//, '').replace(/\.json$/, '')
}

function inColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((cells) => (cells[i] ?? '').length)))
  return rows.map((cells) => cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')).join('\n')
}
