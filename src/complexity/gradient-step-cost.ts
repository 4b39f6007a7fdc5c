/**
 * What a full-batch gradient step over m examples with k of n features each costs, phase by phase.
 * Stored sparsely, both products with the data visit the m k stored values; stored densely, all m n cells.
 */
import type { Cost, CostClaim, StepSetting } from '../contract/complexity.ts'

/** Logits z = X w. */
export function forwardCost({ storage }: StepSetting): CostClaim {
  return theta(visits(storage))
}

/** One loss and one derivative an example. */
export function lossCost(_setting: StepSetting): CostClaim {
  return theta([[{ m: 1 }]])
}

/** Gradient X' r. */
export function backwardCost({ storage }: StepSetting): CostClaim {
  return theta(visits(storage))
}

/** All n weights; a lazy update of sparse data writes those of the at most m k features that occur. Dense storage meets every feature. */
export function updateCost({ storage, update }: StepSetting): CostClaim {
  return theta(update === 'lazy' && storage === 'sparse' ? [[{ n: 1 }], [{ m: 1, k: 1 }]] : [[{ n: 1 }]])
}

/** m k + n, or m k if the update is lazy; m n for dense storage. */
export function totalCost({ storage, update }: StepSetting): CostClaim {
  return theta(storage === 'sparse' && update === 'dense' ? [[{ m: 1, k: 1 }, { n: 1 }]] : visits(storage))
}

function visits(storage: StepSetting['storage']): Cost {
  return storage === 'sparse' ? [[{ m: 1, k: 1 }]] : [[{ m: 1, n: 1 }]]
}

function theta(cost: Cost): CostClaim {
  return { bound: 'Theta', cost }
}
