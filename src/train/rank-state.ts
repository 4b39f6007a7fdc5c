/** A rank's share of a checkpoint: taken from a trainer, and given back to one. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { RankState } from '../contract/parallel.ts'
import type { ScalerState } from '../optim/grad-scaler.ts'
import type { Trainer } from './step.ts'

/** Copies all that this rank needs in order to go on. */
export function rankState(trainer: Trainer, { rank, size }: ProcessGroup): RankState {
  const { strategy, steps, updates, scaler } = trainer
  return {
    strategy: strategy.name,
    rank,
    ranks: size,
    steps,
    updates,
    ...(scaler === undefined ? {} : { scaler: { ...scaler } }),
    units: strategy.shards.map(({ unit, start, parameters, moments }) => ({
      unit: unit.name,
      start,
      parameters: parameters.slice(),
      moments: moments.map((moment) => moment.slice()),
    })),
  }
}

/**
 * Goes on from a state of the same strategy and number of ranks (`reshard` makes it from any other).
 * @throws RangeError if it is of another layout; then the trainer is as it was
 */
export function loadRankState(trainer: Trainer, state: RankState, { rank, size }: ProcessGroup): void {
  const { strategy } = trainer
  const got = `${state.strategy}, rank ${state.rank} of ${state.ranks}`
  const expected = `${strategy.name}, rank ${rank} of ${size}`
  if (got !== expected)
    throw new RangeError(`loadRankState: expected the state of ${expected}, got that of ${got}; reshard it first`)
  const pairs = strategy.shards.map((shard) => {
    const saved = state.units.find(({ unit }) => unit === shard.unit.name)
    if (
      saved === undefined ||
      saved.start !== shard.start ||
      [saved.parameters, ...saved.moments].some(({ length }) => length !== shard.parameters.length) ||
      saved.moments.length !== shard.moments.length
    ) {
      throw new RangeError(
        `loadRankState: the state has no fitting share of unit ${shard.unit.name}; is it of another model or optimizer?`,
      )
    }
    return { shard, saved }
  })
  for (const { shard, saved } of pairs) {
    shard.parameters.set(saved.parameters)
    for (const [i, moment] of shard.moments.entries()) moment.set(saved.moments[i] as Float32Array)
  }
  trainer.steps = state.steps
  trainer.updates = state.updates
  if (trainer.scaler !== undefined && state.scaler !== undefined) trainer.scaler = state.scaler as unknown as ScalerState
}
