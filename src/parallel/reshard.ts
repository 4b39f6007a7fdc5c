/** A training state in another layout: copied element by element, so that a run goes on with the same bits on other ranks. */
import type { FullParameter, RankState, ShardState } from '../contract/parallel.ts'
import type { Unit } from '../contract/model.ts'
import type { StrategyName } from '../contract/training-step.ts'
import { requireCounts } from './memory.ts'
import { shardUnit } from './shard.ts'

/** A unit in whole, padded. */
interface WholeUnit {
  readonly parameters: Float32Array
  readonly moments: readonly Float32Array[]
}

/**
 * The same state for `ranks` ranks under `strategy`, one entry a rank.
 * @param states the shares of all ranks of one checkpoint, in any order
 * @throws RangeError if a share is missing or does not fit the units, or for `single` on more than one rank
 */
export function reshard(
  units: readonly Unit[],
  states: readonly RankState[],
  strategy: StrategyName,
  ranks: number,
): RankState[] {
  requireCounts('reshard', { ranks })
  if (strategy === 'single' && ranks !== 1) throw new RangeError(`reshard: strategy single has 1 rank, got ${ranks}`)
  const [first] = states
  if (first === undefined) throw new RangeError('reshard: expected the states of all ranks, got none')
  const wholes = units.map((unit) => wholeOf(unit, states))
  const { steps, updates, scaler } = first
  return Array.from({ length: ranks }, (_, rank) => ({
    strategy,
    rank,
    ranks,
    steps,
    updates,
    ...(scaler === undefined ? {} : { scaler }),
    units: units.map((unit, u) => shareOf(unit, wholes[u] as WholeUnit, strategy === 'fsdp' ? ranks : 1, rank)),
  }))
}

/**
 * Every parameter in whole, by its name in the model, without padding.
 * @throws RangeError as `reshard` does
 */
export function fullParameters(units: readonly Unit[], states: readonly RankState[]): Readonly<Record<string, FullParameter>> {
  return Object.fromEntries(
    units.flatMap((unit) => {
      const { parameters, moments } = wholeOf(unit, states)
      return unit.parameters.map(({ name, shape, offset }) => {
        const end = offset + shape.reduce((product, extent) => product * extent, 1)
        const full: FullParameter = {
          shape,
          values: parameters.slice(offset, end),
          moments: moments.map((moment) => moment.slice(offset, end)),
        }
        return [name, full] as const
      })
    }),
  )
}

/** Puts the shards of a unit together. Under `single` and `ddp` any rank has it all. */
function wholeOf(unit: Unit, states: readonly RankState[]): WholeUnit {
  const ranks = states[0]?.ranks ?? 0
  const shares = Array.from({ length: states[0]?.strategy === 'fsdp' ? ranks : 1 }, (_, rank) => {
    const share = states.find((state) => state.rank === rank)?.units.find(({ unit: name }) => name === unit.name)
    if (share === undefined) throw new RangeError(`reshard: rank ${rank} of ${ranks} has no share of unit ${unit.name}`)
    return share
  })
  const pieces = shares.toSorted((a, b) => a.start - b.start)
  let end = 0
  for (const { start, parameters } of pieces) {
    if (start !== end)
      throw new RangeError(`reshard: unit ${unit.name}: expected a shard that begins at ${end}, got one at ${start}`)
    end += parameters.length
  }
  if (end < unit.padded) {
    throw new RangeError(`reshard: unit ${unit.name}: expected shards of ${unit.padded} elements together, got ${end}`)
  }
  return {
    parameters: joined(pieces.map(({ parameters }) => parameters)),
    moments: (pieces[0] as ShardState).moments.map((_, i) => joined(pieces.map(({ moments }) => moments[i] as Float32Array))),
  }
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

function shareOf(unit: Unit, { parameters, moments }: WholeUnit, shards: number, rank: number): ShardState {
  const length = shards === 1 ? unit.padded : shardUnit(unit.padded, shards).length
  const start = shards === 1 ? 0 : rank * length
  const cut = (whole: Float32Array): Float32Array => {
    const piece = new Float32Array(length)
    // Beyond the parameters there is only padding, and how much of it depends on the number of ranks.
    piece.set(whole.subarray(start, Math.max(start, Math.min(start + length, unit.size))))
    return piece
  }
  return { unit: unit.name, start, parameters: cut(parameters), moments: moments.map(cut) }
}
