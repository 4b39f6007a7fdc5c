/** The layouts that the laws of training are about. */
import type { OptimizerChoice, StrategyName } from '../../../src/contract/training-step.ts'

/** A strategy on a number of ranks. */
export interface Layout {
  readonly strategy: StrategyName
  readonly ranks: number
}

/** Every world size on which eight micro-batches have the bits of one rank. */
export const CANONICAL: readonly Layout[] = [
  { strategy: 'single', ranks: 1 },
  ...([1, 2, 4, 8] as const).flatMap((ranks) => [{ strategy: 'ddp', ranks } as const, { strategy: 'fsdp', ranks } as const]),
]

export const SEVERAL: readonly Layout[] = CANONICAL.filter(({ ranks }) => ranks > 1)

/** SGD with momentum, and AdamW; both with weight decay. */
export const OPTIMIZERS: readonly OptimizerChoice[] = [
  { kind: 'sgd', momentum: 0.9, weightDecay: 0.1 },
  { kind: 'adamw', eps: 1e-3, weightDecay: 0.1 },
]

export function nameOf({ strategy, ranks }: Layout): string {
  return `${strategy} on ${ranks}`
}
