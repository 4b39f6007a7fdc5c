/** What `assay train` is asked for: the options as a job, checked, and the folder that it runs in. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Host } from '../../src/contract/collectives.ts'
import type { TrainingConfig } from '../../src/contract/train.ts'
import type { Ranks } from '../../src/train/launch-training.ts'
import type { TrainingJobFiles } from '../../src/train/train-rank.ts'
import { UsageError } from '../judge/usage-error.ts'
import {
  checkpointsIn,
  checkTraining,
  METRICS_FILE,
  namedConfigs,
  readCheckpoint,
  readConfig,
  readText,
  removePartial,
  STOP_FILE,
} from '../subjects/training.ts'

/** As the command line has them. */
export interface TrainOptions {
  readonly config?: string
  readonly steps?: number
  readonly until?: number
  readonly text?: string
  readonly out?: string
  readonly resume?: string
  readonly strategy: 'single' | 'ddp' | 'fsdp'
  readonly ranks: number
  readonly transport: 'threads' | 'mpi' | 'simulated'
  readonly hosts?: readonly Host[]
  readonly network?: string
  readonly agent?: string
  readonly engine?: 'native' | 'wasm' | 'cpu'
  readonly precision?: TrainingConfig['precision']
  readonly accumulate?: number
  readonly rows?: number
  readonly maxNorm?: number
  readonly lr?: number
  readonly seed?: number
  readonly checkpointEvery: number
  readonly keep: number
  readonly sample: number
}

/** What is run, where, and under which name. */
export interface TrainPlan extends Ranks {
  readonly name: string
  readonly job: TrainingJobFiles
  /** Steps that were there before. */
  readonly resumedAt: number
}

const RUN_FILE = 'run.json'

/**
 * Reads and checks everything before anything is written.
 * @throws UsageError that says what is wrong and what to do
 */
export async function readPlan(options: TrainOptions): Promise<TrainPlan> {
  const { strategy, ranks } = options
  if (strategy === 'single' && ranks !== 1) {
    throw new UsageError(`--ranks: strategy single has 1 rank, got ${ranks}; choose --strategy ddp or fsdp`)
  }
  const machines = machinesOf(options)
  const transport = strategy === 'single' && options.transport !== 'mpi' ? 'local' : options.transport
  const resumed = options.resume === undefined ? undefined : attempt('--resume', () => readCheckpoint(options.resume ?? ''))
  const config = await configOf(options, resumed?.checkpoint.config)
  attempt('train', () => checkTraining(config))
  const folder = resolve(
    options.out ?? (resumed === undefined ? join('training', nameOf(options.config)) : dirname(resumed.path)),
  )
  const before = resumed === undefined ? undefined : earlier(dirname(resumed.path))
  const textFile = options.text ?? before?.textFile
  await readable(textFile)
  openFolder(folder, resumed !== undefined && resolve(dirname(resumed.path)) === folder)
  const job: TrainingJobFiles = {
    config,
    folder,
    strategy,
    checkpointEvery: options.checkpointEvery,
    keep: options.keep,
    sampleTokens: options.sample,
    ...(textFile === undefined ? {} : { textFile: resolve(textFile) }),
    ...(options.engine === undefined ? {} : { engine: options.engine }),
    ...(options.until === undefined ? {} : { until: options.until }),
    ...(resumed === undefined ? {} : { resume: resolve(resumed.path) }),
  }
  const name = before?.name ?? nameOf(options.config)
  writeFileSync(
    join(folder, RUN_FILE),
    `${JSON.stringify({ name, textFile: job.textFile, config, strategy, ranks, transport }, null, 2)}\n`,
  )
  return { name, job, transport, ranks, ...machines, resumedAt: resumed?.checkpoint.steps ?? 0 }
}

function machinesOf({ transport, ranks, hosts, network, agent }: TrainOptions): Pick<Ranks, 'machines'> {
  const misplaced = Object.entries({ hosts, network, agent }).find(([, given]) => given !== undefined)?.[0]
  if (misplaced === undefined) return {}
  if (transport !== 'mpi')
    throw new UsageError(`--${misplaced}: needs --transport mpi, got ${transport}: only MPI reaches other machines`)
  if (hosts === undefined) throw new UsageError(`--${misplaced}: needs --hosts: without it there is one machine`)
  const places = hosts.reduce((sum, host) => sum + host.ranks, 0)
  if (places !== ranks) {
    const list = hosts.map((host) => `${host.name}:${host.ranks}`).join(',')
    throw new UsageError(
      `--hosts: expected places for ${ranks} ranks, got ${places} in ${list}; say --ranks ${places}, or other numbers`,
    )
  }
  return { machines: { hosts, ...(network === undefined ? {} : { network }), ...(agent === undefined ? {} : { agent }) } }
}

function nameOf(config = 'tiny'): string {
  return Object.hasOwn(namedConfigs, config) ? config : basename(config).replace(/\.json$/, '')
}

/** The configuration with the options that change it. A resumed run has its own, which options may only confirm. */
async function configOf(options: TrainOptions, own: TrainingConfig | undefined): Promise<TrainingConfig> {
  const start = options.config === undefined && own !== undefined ? own : await readNamed(options.config ?? 'tiny')
  const { steps = start.steps, precision = start.precision, accumulate, rows, maxNorm, lr, seed } = options
  const { maxNorm: bound, scaler, ...rest } = start
  const norm = maxNorm ?? bound ?? 0
  const scaling = precision === 'float16' ? (scaler ?? {}) : undefined
  const { schedule } = start
  return {
    ...rest,
    steps,
    precision,
    schedule: {
      ...schedule,
      warmupSteps: Math.min(steps - 1, Math.round((schedule.warmupSteps * steps) / start.steps)),
      ...(lr === undefined ? {} : { peak: lr, floor: Math.min(schedule.floor ?? 0, lr) }),
    },
    microBatches: accumulate ?? start.microBatches,
    rows: rows ?? start.rows,
    seed: seed ?? start.seed,
    ...(norm > 0 ? { maxNorm: norm } : {}),
    ...(scaling === undefined ? {} : { scaler: scaling }),
  }
}

async function readNamed(name: string): Promise<TrainingConfig> {
  try {
    return await readConfig(name)
  } catch (error) {
    throw new UsageError(`--config: ${(error as Error).message}`)
  }
}

async function readable(textFile: string | undefined): Promise<void> {
  if (textFile !== undefined && !existsSync(textFile)) throw new UsageError(`--text: there is no file ${textFile}`)
  await readText(textFile).catch((error: unknown) => {
    throw new UsageError(`--text: ${(error as Error).message}`)
  })
}

function attempt<T>(option: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`)
  }
}

/** What the run was called and which text it read, if its folder says so. */
function earlier(folder: string): { name?: string; textFile?: string } {
  try {
    return JSON.parse(readFileSync(join(folder, RUN_FILE), 'utf8')) as { name?: string; textFile?: string }
  } catch {
    return {}
  }
}

/** Makes the folder; one that holds a run is taken only to go on with it. */
function openFolder(folder: string, goesOn: boolean): void {
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new UsageError(`--out: ${folder} is not a folder`)
  if (!goesOn && (existsSync(join(folder, METRICS_FILE)) || checkpointsIn(folder).length > 0)) {
    throw new UsageError(`--out: ${folder} holds a run already; go on with --resume ${folder}, or name another folder`)
  }
  attempt('--out', () => mkdirSync(folder, { recursive: true }))
  removePartial(folder)
  rmSync(join(folder, STOP_FILE), { force: true })
}
