/** The optimizer on a rank's shards: the same bits as on the whole, since an element's new value depends on that element alone. */
import type { OptimizerChoice } from '../contract/training-step.ts'
import { adamWInPlace } from '../optim/adam.ts'
import type { Shard } from './strategy.ts'

/** Elements of a shard that are stepped with one weight decay. */
interface Run {
  readonly from: number
  readonly to: number
  /** Whether they belong to a matrix. */
  readonly decays: boolean
}

/** Arrays that the optimizer keeps beside each parameter. */
export function momentsOf(choice: OptimizerChoice): number {
  if (choice.kind === 'adamw') return 2
  return (choice.momentum ?? 0) > 0 ? 1 : 0
}

/**
 * Steps every parameter of a shard in place by its gradient; padding is left alone.
 * @param step number of this update, from 1
 */
export function stepShard(shard: Shard, choice: OptimizerChoice, learningRate: number, step: number): void {
  const { parameters, gradient, moments } = shard
  for (const { from, to, decays } of runsOf(shard)) {
    const weightDecay = decays ? (choice.weightDecay ?? (choice.kind === 'adamw' ? 0.01 : 0)) : 0
    if (choice.kind === 'adamw') {
      const [m, v] = moments as readonly [Float32Array, Float32Array]
      adamWInPlace({ params: parameters, grads: gradient, m, v }, { from, to }, step, {
        ...choice,
        lr: learningRate,
        weightDecay,
      })
    } else {
      sgdInPlace(shard, { from, to }, step, { ...choice, lr: learningRate, weightDecay })
    }
  }
}

/** The parts of the parameters that lie in the shard. */
function runsOf({ unit, start, parameters }: Pick<Shard, 'unit' | 'start' | 'parameters'>): Run[] {
  return unit.parameters.flatMap(({ shape, offset }) => {
    const size = shape.reduce((product, extent) => product * extent, 1)
    const from = Math.max(0, offset - start)
    const to = Math.min(parameters.length, offset + size - start)
    return from < to ? [{ from, to, decays: shape.length >= 2 }] : []
  })
}

function sgdInPlace(
  { parameters, gradient, moments: [velocities] }: Shard,
  { from, to }: Omit<Run, 'decays'>,
  step: number,
  { lr, momentum = 0, nesterov = false, weightDecay }: { lr: number; momentum?: number; nesterov?: boolean; weightDecay: number },
): void {
  for (let i = from; i < to; i += 1) {
    const p = parameters[i] as number
    const g = (gradient[i] as number) + weightDecay * p
    const velocity = step === 1 || velocities === undefined ? g : momentum * (velocities[i] as number) + g
    if (velocities !== undefined) velocities[i] = velocity
    parameters[i] = p - lr * (nesterov ? g + momentum * velocity : velocity)
  }
}
