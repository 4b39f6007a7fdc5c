/** All on one rank: what the other strategies are compared with. */
import type { ProcessGroup } from '../contract/collectives.ts'
import type { Unit } from '../contract/model.ts'
import { ddp } from './ddp.ts'
import type { Strategy, StrategyOptions } from './strategy.ts'

/**
 * The strategy of a group of one rank, where there is nobody to sum with.
 * @throws RangeError for more ranks
 */
export function single(group: ProcessGroup, units: readonly Unit[], options: StrategyOptions): Strategy {
  if (group.size !== 1) throw new RangeError(`single: expected a group of 1 rank, got ${group.size}; choose ddp or fsdp`)
  return { ...ddp(group, units, options), name: 'single' }
}
