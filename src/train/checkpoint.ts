/** What a run needs in order to go on: taken from all ranks, and given back to any number of them. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { Unit } from '../contract/model.ts'
import type { RankState, ShardState } from '../contract/parallel.ts'
import type { Checkpoint, SavedTensor, TrainingConfig } from '../contract/train.ts'
import { fullParameters, reshard } from '../parallel/reshard.ts'
import { canonicalJson } from './canonical-json.ts'
import { loadRankState, rankState } from './rank-state.ts'
import type { Trainer } from './step.ts'

/** Names of AdamW's moments, before the name of the parameter. */
const MOMENTS = ['optimizer.m.', 'optimizer.v.'] as const
/** Numbers that are gathered at a time. */
const PIECE = 1 << 16

/** The part of a checkpoint that a trainer holds. */
export type TrainerState = Pick<Checkpoint, 'steps' | 'updates' | 'scaler' | 'tensors'>

/** The state of all ranks as one, the same on every rank. Collective. */
export async function takeState(group: ProcessGroup, units: readonly Unit[], trainer: Trainer): Promise<TrainerState> {
  const own = rankState(trainer, group)
  const states = own.strategy === 'fsdp' ? await gatherStates(group, own) : [{ ...own, rank: 0 }]
  const tensors = Object.entries(fullParameters(units, states)).flatMap(([name, { shape, values, moments }]) => [
    [name, { shape, values }] as const,
    ...moments.map((moment, i) => [`${MOMENTS[i]}${name}`, { shape, values: moment }] as const),
  ])
  const { steps, updates, scaler } = own
  return { steps, updates, ...(scaler === undefined ? {} : { scaler }), tensors: Object.fromEntries(tensors) }
}

/** Every rank's share on every rank. Collective. */
async function gatherStates(group: ProcessGroup, own: RankState): Promise<RankState[]> {
  const shares: ShardState[][] = Array.from({ length: group.size }, () => [])
  for (const { unit, parameters, moments } of own.units) {
    const gathered: Float32Array[][] = []
    for (const values of [parameters, ...moments]) gathered.push(await gatherArray(group, values))
    for (const [rank, list] of shares.entries()) {
      const [mine, ...rest] = gathered.map((byRank) => byRank[rank] as Float32Array)
      list.push({ unit, start: rank * parameters.length, parameters: mine as Float32Array, moments: rest })
    }
  }
  return shares.map((units, rank) => ({ ...own, rank, units }))
}

/** Equal arrays of all ranks, by rank. float32 numbers survive the way through float64. */
async function gatherArray(group: ProcessGroup, values: Float32Array): Promise<Float32Array[]> {
  const byRank = Array.from({ length: group.size }, () => new Float32Array(values.length))
  for (let from = 0; from < values.length; from += PIECE) {
    const piece = Float64Array.from(values.subarray(from, from + PIECE))
    const all = await group.gatherNumbers(piece)
    for (const [rank, array] of byRank.entries()) array.set(all.subarray(rank * piece.length, (rank + 1) * piece.length), from)
  }
  return byRank
}

/** Puts this rank's share of a state into its trainer, whatever the strategy and the number of ranks it was taken from. */
export function giveState(group: ProcessGroup, units: readonly Unit[], trainer: Trainer, state: TrainerState): void {
  const whole: RankState = {
    strategy: 'single',
    rank: 0,
    ranks: 1,
    steps: state.steps,
    updates: state.updates,
    ...(state.scaler === undefined ? {} : { scaler: state.scaler }),
    units: units.map((unit) => ({
      unit: unit.name,
      start: 0,
      parameters: flatOf(unit, state.tensors, ''),
      moments: MOMENTS.map((prefix) => flatOf(unit, state.tensors, prefix)),
    })),
  }
  const shares = reshard(units, [whole], trainer.strategy.name, group.size)
  loadRankState(trainer, shares[group.rank] as RankState, group)
}

function flatOf(unit: Unit, tensors: TrainerState['tensors'], prefix: string): Float32Array {
  const flat = new Float32Array(unit.padded)
  for (const { name, shape, offset } of unit.parameters) {
    flat.set(tensorOf(tensors, `${prefix}${name}`, shape).values, offset)
  }
  return flat
}

function tensorOf(tensors: TrainerState['tensors'], name: string, shape: readonly number[]): SavedTensor {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined
  if (tensor?.shape.join() !== shape.join()) {
    throw new RangeError(
      `checkpoint: tensor ${name} must have shape [${shape.join(', ')}], got ${tensor === undefined ? 'none' : `[${tensor.shape.join(', ')}]`}`,
    )
  }
  return tensor
}

/**
 * A checkpoint fits a run of the same configuration over the same text.
 * @throws RangeError that names the first field that differs, what was expected and what it has
 */
export function requireFit(checkpoint: Checkpoint, config: TrainingConfig, textSha256: string): void {
  for (const name of new Set([...Object.keys(config), ...Object.keys(checkpoint.config)]) as Set<keyof TrainingConfig>) {
    const [expected, got] = [canonicalJson(config[name]), canonicalJson(checkpoint.config[name])]
    if (expected !== got) {
      throw new RangeError(`checkpoint: it is of another run: expected ${name} ${expected}, it has ${got}`)
    }
  }
  if (checkpoint.textSha256 !== textSha256) {
    throw new RangeError(
      `checkpoint: it is of another text: expected SHA-256 ${textSha256.slice(0, 12)}…, it has ${checkpoint.textSha256.slice(0, 12)}…`,
    )
  }
}
