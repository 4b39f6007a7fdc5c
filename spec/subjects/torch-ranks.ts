/** PyTorch's own single, DDP and fully_shard over gloo, on the weights and batches of a job of ours, with one thread a rank. */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'
import type { Gpt2Config, MicroBatch } from '../../src/contract/model.ts'
import type { TrainingJob } from '../../src/contract/parallel.ts'
import type { StrategyName } from '../../src/contract/training-step.ts'
import { initialise } from '../../src/model/initialise.ts'
import { unflatten } from '../../src/model/state-dict.ts'
import { unitsOf } from '../../src/model/units.ts'

/** What a step of a peer left. */
export interface PeerStep {
  /** From when the first rank began to when the last one ended. */
  readonly stepMs: number
  /** Processor time of all ranks together. */
  readonly cpuMs: number
  readonly loss: number
  readonly gradientNorm: number
}

/** Trains as the job says, again and again. */
export interface TorchRanks {
  /** @throws Error with what a rank said, if one fails */
  train(strategy: StrategyName, ranks: number): Promise<readonly PeerStep[]>
  remove(): void
}

const step = z.object({ begin: z.number(), end: z.number(), used: z.number(), loss: z.number(), gradientNorm: z.number() })
const outcome = z.object({ error: z.string().optional(), ranks: z.array(z.array(step)).optional() })

/** The folder of sources that are run as they are: `dist` holds what tsc emits only. */
const program = fileURLToPath(new URL('../../../spec/subjects/torch/beside_ours.py', import.meta.url))

/** Which Python, as for PyTorch as a subject. */
const python = process.env.ASSAY_PYTHON ?? 'python3'

/** PyTorch's version, or why there is none and what to do. */
export function findTorch(): { readonly version: string } | { readonly because: string; readonly install: string } {
  const probe = "import importlib.metadata as m, numpy; print(m.version('torch'))"
  const { status, stdout, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8', timeout: 60_000 })
  const install = `${python} -m pip install torch numpy`
  if (error !== undefined) return { because: `no ${python} on PATH`, install }
  if (status !== 0) return { because: `${python} has no torch, or no numpy`, install }
  return { version: stdout.trim() }
}

/**
 * Writes the job's first parameters and its batches into a folder, by which PyTorch gets them.
 * @param job of the model `gpt2`, AdamW, without dropout and scaler
 */
export function torchRanks(job: TrainingJob): TorchRanks {
  const { config } = job.modelData as { readonly config: Gpt2Config }
  const units = unitsOf(config)
  const weights = unflatten(units, initialise(config, job.seed))
  const folder = mkdtempSync(join(tmpdir(), 'assay-torch-'))
  const batches = job.batches.flat()
  const words = (of: (batch: MicroBatch) => ArrayLike<number>): Int32Array =>
    Int32Array.from(batches.flatMap((batch) => Array.from(of(batch))))
  const { betas, eps, weightDecay } = { betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0.01, ...job.optimizer }
  const [first] = batches
  writeFileSync(join(folder, 'weights'), Buffer.concat(Object.values(weights).map(({ buffer }) => Buffer.from(buffer))))
  writeFileSync(
    join(folder, 'tokens'),
    words(({ tokens }) => tokens),
  )
  writeFileSync(
    join(folder, 'targets'),
    words(({ targets }) => targets),
  )
  writeFileSync(
    join(folder, 'job.json'),
    JSON.stringify({
      config,
      parameters: Object.keys(weights),
      steps: job.batches.length,
      rows: (first?.rows ?? NaN) * job.microBatches,
      length: first?.length,
      learningRate: job.learningRate,
      betas,
      eps,
      weightDecay,
      maxNorm: job.maxNorm ?? null,
    }),
  )
  return {
    async train(strategy, ranks) {
      const run = promisify(execFile)(python, [program, folder, strategy, String(ranks)], { maxBuffer: 2 ** 28 })
      const { error, ranks: traces = [] } = outcome.parse(JSON.parse((await run).stdout))
      if (error !== undefined) throw new Error(`PyTorch, ${strategy} on ${ranks}: ${error}`)
      return job.batches.map((_, s) => stepOf(traces.flatMap((trace) => trace.slice(s, s + 1))))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function stepOf(ranks: readonly z.infer<typeof step>[]): PeerStep {
  const [{ loss, gradientNorm } = { loss: NaN, gradientNorm: NaN }] = ranks
  const stepMs = 1000 * (Math.max(...ranks.map(({ end }) => end)) - Math.min(...ranks.map(({ begin }) => begin)))
  const cpuMs = 1000 * ranks.reduce((sum, { used }) => sum + used, 0)
  return { stepMs, cpuMs, loss, gradientNorm }
}
