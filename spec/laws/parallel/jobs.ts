/** Small training jobs, the same work in every layout, and what they leave put together. */
import type { MicroBatch, Unit } from '../../../src/contract/model.ts'
import type { RankTrace, TrainingJob, TrainingOutcome } from '../../../src/contract/parallel.ts'
import type { Witness } from '../../judge/witness.ts'
import { tracing } from '../../judge/trace.ts'
import chain, { type Chain } from './chain-model.ts'

/** The root has 2244 elements in 4096, more than four shards of 8 ranks; a block 272 in 2048, more than one. */
export const SHAPE: Chain = { words: 132, channels: 16, blocks: 3 }

const MODEL = new URL('./chain-model.js', import.meta.url).href

/** Micro-batches of a few tokens whose targets are partly ignored, so that no two of them count the same. */
export function batchesOf(count: number, words: number, seed = 0): MicroBatch[] {
  return Array.from({ length: count }, (_, m) => {
    const rows = 1
    const length = 6
    const word = (k: number): number => (seed * 31 + m * 17 + k * k * 7 + 3 * k) % words
    return {
      rows,
      length,
      tokens: Int32Array.from({ length: rows * length }, (__, k) => word(k)),
      // micro-batch m predicts 2 + m mod 5 of its tokens
      targets: Int32Array.from({ length: rows * length }, (__, k) => (k > 1 + (m % 5) ? -100 : word(k + 1))),
    }
  })
}

/** A job of three steps of eight micro-batches, by default. */
export function job(choices: Partial<TrainingJob> & Pick<TrainingJob, 'strategy' | 'ranks'>): TrainingJob {
  const microBatches = choices.microBatches ?? 8
  return {
    transport: 'simulated',
    microBatches,
    optimizer: { kind: 'adamw', eps: 1e-3, weightDecay: 0.1 },
    learningRate: 0.01,
    seed: 5,
    model: MODEL,
    modelData: SHAPE,
    batches: [0, 1, 2].map((step) => batchesOf(microBatches, SHAPE.words, step)),
    deadlineMs: 5_000,
    ...choices,
  }
}

/** The usual job on one rank: what many layouts are compared with. */
export const ALONE = job({ strategy: 'single', ranks: 1 })
export const runAlone = tracing(['trainOnRanks'], ({ trainOnRanks }) => trainOnRanks(ALONE))

/** A model in which micro-batch 5 of the second step has an infinite gradient: only the rank that owns it sees it. */
export function withInfinity(): Pick<TrainingJob, 'modelData'> {
  return { modelData: { ...SHAPE, infiniteAt: batchesOf(8, SHAPE.words, 1)[5]?.tokens[0] } }
}

/** The traces of a run that did not fail. */
export function tracesOf(witness: Witness, outcome: TrainingOutcome, ranks: number): readonly RankTrace[] {
  witness.equal('failure', outcome.failure?.reason, undefined)
  witness.equal('ranks that left a trace', outcome.ranks.length, ranks)
  return outcome.ranks
}

/** Units of the job's model. */
export function unitsOf({ modelData }: TrainingJob): readonly Unit[] {
  return chain(modelData).units
}

/**
 * Puts the ranks' shards of every unit together, and requires that they are disjoint and complete under `fsdp`, and the whole, with the
 * same bits on every rank, elsewhere; padding must be 0.
 */
function assembled(
  witness: Witness,
  what: string,
  { strategy, ranks }: TrainingJob,
  units: readonly Unit[],
  traces: readonly RankTrace[],
  pick: (trace: RankTrace, unit: number) => Float32Array,
): Float32Array[] {
  return units.map((unit, u) => {
    const pieces = traces.map((trace) => ({ start: trace.state.units[u]?.start ?? NaN, values: pick(trace, u) }))
    const length = strategy === 'fsdp' ? Math.ceil(unit.padded / (256 * ranks)) * 256 : unit.padded
    const whole = new Float32Array(strategy === 'fsdp' ? length * ranks : length).fill(NaN)
    for (const [rank, { start, values }] of pieces.entries()) {
      witness.equal(`${what}: elements of ${unit.name} on rank ${rank}`, values.length, length)
      witness.equal(`${what}: place of ${unit.name} on rank ${rank}`, start, strategy === 'fsdp' ? rank * length : 0)
      if (strategy !== 'fsdp') witness.equal(`${what}: ${unit.name} on rank ${rank}, as on rank 0`, values, pieces[0]?.values)
      whole.set(values, start)
    }
    witness.equal(`${what}: padding of ${unit.name}`, whole.subarray(unit.size), new Float32Array(whole.length - unit.size))
    return whole.slice(0, unit.size)
  })
}

/** Parameters after the last step, moments after it, gradients of the first step: every bit that a layout must leave alone. */
export function wholeState(witness: Witness, of: TrainingJob, traces: readonly RankTrace[], units = unitsOf(of)): WholeState {
  const moments = traces[0]?.state.units[0]?.moments.length ?? 0
  return {
    gradients: assembled(
      witness,
      'gradients of step 1',
      of,
      units,
      traces,
      (trace, u) => trace.firstGradients[u] ?? new Float32Array(),
    ),
    parameters: assembled(
      witness,
      'parameters',
      of,
      units,
      traces,
      ({ state }, u) => state.units[u]?.parameters ?? new Float32Array(),
    ),
    moments: Array.from({ length: moments }, (_, i) =>
      assembled(witness, `moment ${i}`, of, units, traces, ({ state }, u) => state.units[u]?.moments[i] ?? new Float32Array()),
    ),
  }
}

export interface WholeState {
  readonly gradients: readonly Float32Array[]
  readonly parameters: readonly Float32Array[]
  readonly moments: readonly (readonly Float32Array[])[]
}
