/**
 * Training in the slow, obvious way: one place, float64, micro-batches one after the other, every formula written out. It knows no ranks, no
 * shards and no trees; from the subject it has the model only.
 */
import type { MicroBatch } from '../../../src/contract/model.ts'
import type { TrainingJob } from '../../../src/contract/parallel.ts'
import chain from './chain-model.ts'

/** What the training leaves, unit by unit, without padding. */
export interface OracleRun {
  /** Of the first step, as they are computed: not clipped. */
  readonly gradients: readonly Float64Array[]
  /** Sum over micro-batches of the absolute gradients of the first step: what rounding errors are measured against. */
  readonly magnitudes: readonly Float64Array[]
  readonly parameters: readonly Float64Array[]
  readonly losses: readonly number[]
  readonly norms: readonly number[]
}

const known = new Map<string, OracleRun>()

/** What the job's steps leave. Computed once for all layouts: nothing here depends on them. */
export function oracle({ strategy: _, ranks: __, transport: ___, ...job }: TrainingJob): OracleRun {
  const key = JSON.stringify(job)
  const run = known.get(key) ?? runSteps(job)
  known.set(key, run)
  return run
}

/** A job without its layout. */
type Work = Omit<TrainingJob, 'strategy' | 'ranks' | 'transport'>

function runSteps(job: Work): OracleRun {
  const model = chain(job.modelData) as unknown as Float64Model
  const parameters = model.initialise(job.seeds?.[0] ?? job.seed).map((flat) => Float64Array.from(flat))
  const moments = parameters.map((flat) => ({ m: new Float64Array(flat.length), v: new Float64Array(flat.length) }))
  const losses: number[] = []
  const norms: number[] = []
  let first: { gradients: Float64Array[]; magnitudes: Float64Array[] } | undefined
  for (const [step, batches] of job.batches.entries()) {
    const { loss, gradients, magnitudes } = lossAndGradients(model, parameters, batches, job, step + 1)
    first ??= { gradients: gradients.map((g) => g.slice()), magnitudes }
    losses.push(loss)
    const norm = Math.hypot(...gradients.flatMap((g) => [...g]))
    norms.push(norm)
    const coefficient = job.maxNorm === undefined ? 1 : Math.min(1, job.maxNorm / (norm + 1e-6))
    for (const [u, flat] of parameters.entries())
      update(model, u, flat, gradients[u] as Float64Array, coefficient, moments[u] as Moments, job, step + 1)
  }
  const used = (arrays: readonly Float64Array[]) => arrays.map((flat, u) => flat.slice(0, model.units[u]?.size))
  return {
    gradients: used(first?.gradients ?? []),
    magnitudes: used(first?.magnitudes ?? []),
    parameters: used(parameters),
    losses,
    norms,
  }
}

interface Moments {
  readonly m: Float64Array
  readonly v: Float64Array
}

/** The model, with float64 parameters and gradients. */
interface Float64Model {
  readonly units: ReturnType<typeof chain>['units']
  readonly unused: readonly number[]
  initialise(seed: number): Float32Array[]
  embed(root: Float64Array, batch: MicroBatch): object
  block(index: number, flat: Float64Array, x: object, rows: number, key?: object): object
  head(root: Float64Array, x: object, batch: MicroBatch, scale: number, gradient: Float64Array): { lossSum: number; dx: object }
  blockBackward(
    index: number,
    flat: Float64Array,
    x: object,
    dy: object,
    rows: number,
    key: object | undefined,
    gradient: Float64Array,
  ): object
  embedBackward(batch: MicroBatch, dx: object, key: undefined, gradient: Float64Array): void
}

function lossAndGradients(
  model: Float64Model,
  parameters: readonly Float64Array[],
  batches: readonly MicroBatch[],
  { dropoutSeed }: Work,
  step: number,
) {
  const targets = batches.flatMap((batch) => [...batch.targets]).filter((target) => target !== -100).length
  const gradients = parameters.map((flat) => new Float64Array(flat.length))
  const magnitudes = parameters.map((flat) => new Float64Array(flat.length))
  const add = (u: number, gradient: Float64Array): void => {
    for (const [i, g] of gradient.entries()) {
      const sum = gradients[u] as Float64Array
      const magnitude = magnitudes[u] as Float64Array
      sum[i] = (sum[i] as number) + g
      magnitude[i] = (magnitude[i] as number) + Math.abs(g)
    }
  }
  const root = parameters[0] as Float64Array
  const blocks = model.units.map((_, u) => u - 1).filter((block) => block >= 0 && !model.unused.includes(block))
  let lossSum = 0
  for (const [microBatch, batch] of batches.entries()) {
    const key = dropoutSeed === undefined ? undefined : { seed: dropoutSeed, step, microBatch }
    const inputs: object[] = []
    let x = model.embed(root, batch)
    for (const block of blocks) {
      inputs.push(x)
      x = model.block(block, parameters[block + 1] as Float64Array, x, 1, key)
    }
    const rootGradient = new Float64Array(root.length)
    const head = model.head(root, x, batch, 1 / targets, rootGradient)
    lossSum += head.lossSum
    let { dx } = head
    for (const block of blocks.toReversed()) {
      const flat = parameters[block + 1] as Float64Array
      const gradient = new Float64Array(flat.length)
      dx = model.blockBackward(block, flat, inputs[blocks.indexOf(block)] as object, dx, 1, key, gradient)
      add(block + 1, gradient)
    }
    model.embedBackward(batch, dx, undefined, rootGradient)
    add(0, rootGradient)
  }
  return { loss: lossSum / targets, gradients, magnitudes }
}

/** AdamW (Loshchilov & Hutter 2019) or SGD, element by element; matrices decay, vectors do not. */
function update(
  model: Float64Model,
  u: number,
  flat: Float64Array,
  gradients: Float64Array,
  coefficient: number,
  { m, v }: Moments,
  { optimizer, learningRate: lr }: Work,
  step: number,
): void {
  for (const { shape, offset } of model.units[u]?.parameters ?? []) {
    const end = offset + shape.reduce((product, extent) => product * extent, 1)
    const decay = shape.length >= 2 ? (optimizer.weightDecay ?? (optimizer.kind === 'adamw' ? 0.01 : 0)) : 0
    for (let i = offset; i < end; i += 1) {
      const w = flat[i] as number
      const g = (gradients[i] as number) * coefficient
      if (optimizer.kind === 'sgd') {
        const { momentum = 0, nesterov = false } = optimizer
        m[i] = momentum * (m[i] as number) + g + decay * w
        flat[i] = w - lr * (nesterov ? g + decay * w + momentum * (m[i] as number) : (m[i] as number))
      } else {
        const { betas: [b1, b2] = [0.9, 0.999], eps = 1e-8 } = optimizer
        m[i] = b1 * (m[i] as number) + (1 - b1) * g
        v[i] = b2 * (v[i] as number) + (1 - b2) * g * g
        const mHat = (m[i] as number) / (1 - b1 ** step)
        const vHat = (v[i] as number) / (1 - b2 ** step)
        flat[i] = w - lr * decay * w - (lr * mHat) / (Math.sqrt(vHat) + eps)
      }
    }
  }
}
