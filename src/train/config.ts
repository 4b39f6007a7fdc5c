/** The configurations that have names, and checks of any. */
import { readFile } from 'node:fs/promises'
import type { TrainingConfig } from '../contract/train.ts'
import { checkConfig } from '../model/config.ts'
import { newScaler } from '../optim/grad-scaler.ts'
import { learningRate } from '../optim/schedule.ts'

/** Learns to spell in seconds, on one core: bytes are the vocabulary. */
const tiny: TrainingConfig = {
  model: { vocabularySize: 256, contextLength: 32, channels: 32, heads: 4, layers: 2, dropout: 0 },
  microBatches: 4,
  rows: 8,
  steps: 200,
  schedule: { kind: 'cosine', peak: 4e-3, warmupSteps: 50, floor: 1e-4 },
  betas: [0.9, 0.95],
  eps: 1e-8,
  weightDecay: 0.01,
  maxNorm: 1,
  precision: 'float32',
  seed: 1,
  validationShare: 0.1,
  validateEvery: 50,
  validationBatches: 8,
}

/** The GPT-2 of the submission: embedding 256, 8 heads, 6 layers, vocabulary 10,000, batches of 32 rows, half precision with loss scaling. */
const seed: TrainingConfig = {
  ...tiny,
  model: { vocabularySize: 10_000, contextLength: 128, channels: 256, heads: 8, layers: 6, dropout: 0.1 },
  steps: 1000,
  schedule: { kind: 'cosine', peak: 6e-4, warmupSteps: 100, floor: 6e-5 },
  weightDecay: 0.1,
  precision: 'float16',
  scaler: {},
  validateEvery: 100,
}

/** The configurations that have names. */
export const namedConfigs: Readonly<Record<string, TrainingConfig>> = { tiny, seed }

/**
 * A configuration by its name, or of a JSON file that holds some fields of one; the rest is that of `tiny`, or of the one that its field
 * `base` names.
 * @throws RangeError that names the file and the field
 */
export async function readConfig(nameOrFile: string): Promise<TrainingConfig> {
  const named = Object.hasOwn(namedConfigs, nameOrFile) ? namedConfigs[nameOrFile] : undefined
  if (named !== undefined) return named
  const known = Object.keys(namedConfigs).join(', ')
  const text = await readFile(nameOrFile, 'utf8').catch((error: unknown) => {
    throw new RangeError(`readConfig: expected ${known} or a JSON file, got ${nameOrFile}: ${(error as Error).message}`)
  })
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (error) {
    throw new RangeError(`readConfig: ${nameOrFile} must hold JSON: ${(error as Error).message}`, { cause: error })
  }
  if (!isRecord(given)) throw new RangeError(`readConfig: ${nameOrFile} must hold an object, got ${JSON.stringify(given)}`)
  const { base = 'tiny', ...fields } = given
  const start = typeof base === 'string' && Object.hasOwn(namedConfigs, base) ? namedConfigs[base] : undefined
  if (start === undefined) throw new RangeError(`readConfig: base must be one of ${known}, got ${JSON.stringify(base)}`)
  return checkTraining(merged(start, fields) as unknown as TrainingConfig)
}

type Fields = Readonly<Record<string, unknown>>

/** Fields over fields; objects are merged, all else is replaced. */
function merged(start: object, fields: Fields): Fields {
  const before = start as Fields
  const entries = Object.entries(fields).map(([name, value]) => {
    const old = before[name]
    return [name, isRecord(value) && isRecord(old) ? merged(old, value) : value] as const
  })
  return { ...before, ...Object.fromEntries(entries) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The fields of a configuration, and of the records in it. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  '': [...Object.keys(seed), 'shuffle', 'dropLast'],
  model: Object.keys(seed.model),
  schedule: Object.keys(seed.schedule),
  scaler: ['initScale', 'growthFactor', 'backoffFactor', 'growthInterval'],
}

/**
 * Returns the configuration, checked.
 * @throws RangeError that names the field, the rule and what was given
 */
export function checkTraining(config: TrainingConfig): TrainingConfig {
  requireKnown(config, '')
  for (const name of ['model', 'schedule', 'scaler'] as const) requireKnown(config[name], name)
  checkConfig(config.model)
  for (const name of ['microBatches', 'rows', 'steps', 'validateEvery', 'validationBatches'] as const) {
    requireField(name, config[name], Number.isSafeInteger(config[name]) && config[name] >= 1, 'be a positive integer')
  }
  requireField('seed', config.seed, Number.isSafeInteger(config.seed), 'be an integer')
  requireField(
    'validationShare',
    config.validationShare,
    config.validationShare >= 0 && config.validationShare < 1,
    'lie in [0, 1)',
  )
  requireField(
    'precision',
    config.precision,
    ['float32', 'bfloat16', 'float16'].includes(config.precision),
    'be float32, bfloat16 or float16',
  )
  requireField('weightDecay', config.weightDecay, config.weightDecay >= 0, 'be >= 0')
  requireField('eps', config.eps, config.eps >= 0, 'be >= 0')
  const betas: readonly unknown[] = config.betas
  requireField(
    'betas',
    betas,
    betas.length === 2 && betas.every((beta) => Number(beta) >= 0 && Number(beta) < 1),
    'be two numbers in [0, 1)',
  )
  if (config.scaler !== undefined) newScaler(config.scaler)
  requireField('maxNorm', config.maxNorm, config.maxNorm === undefined || config.maxNorm > 0, 'be positive')
  learningRate({ ...config.schedule, totalSteps: Math.max(config.steps, config.schedule.warmupSteps + 1) }, 0)
  return config
}

function requireKnown(record: object | undefined, name: string): void {
  const known = FIELDS[name] ?? []
  const unknown = Object.keys(record ?? {}).filter((field) => !known.includes(field))
  if (unknown.length === 0) return
  throw new RangeError(
    `training: ${name === '' ? 'no field' : `no field of ${name}`} is called ${unknown.join(', ')}; there are ${known.join(', ')}`,
  )
}

function requireField(name: string, value: unknown, holds: boolean, rule: string): void {
  if (!holds) throw new RangeError(`training: ${name} must ${rule}, got ${JSON.stringify(value)}`)
}
