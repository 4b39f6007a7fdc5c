/** Learning rates over the steps of a run. */
import type { Schedule } from '../contract/optim.ts'

const KINDS: ReadonlySet<string> = new Set(['constant', 'linear', 'cosine'] satisfies Schedule['kind'][])

/** The rate of a step; see the contract. */
export function learningRate(schedule: Schedule, step: number): number {
  const { kind, peak, warmupSteps, totalSteps, floor = 0 } = schedule
  requireSchedule(schedule)
  if (!(Number.isInteger(step) && step >= 0)) throw new RangeError(`learningRate: step must be an integer >= 0, got ${step}`)
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps
  if (kind === 'constant') return peak
  if (step >= totalSteps) return floor
  const done = (step - warmupSteps) / (totalSteps - warmupSteps)
  const share = kind === 'linear' ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2
  return floor + (peak - floor) * share
}

function requireSchedule({ kind, peak, warmupSteps, totalSteps, floor = 0 }: Schedule): void {
  if (!KINDS.has(kind)) throw new RangeError(`learningRate: kind must be one of ${[...KINDS].join(', ')}, got ${kind}`)
  if (!(peak > 0 && peak < Infinity)) throw new RangeError(`learningRate: peak must be positive and finite, got ${peak}`)
  if (!(Number.isInteger(warmupSteps) && warmupSteps >= 0)) {
    throw new RangeError(`learningRate: warmupSteps must be an integer >= 0, got ${warmupSteps}`)
  }
  if (kind === 'constant') return
  if (!(Number.isInteger(totalSteps) && totalSteps > warmupSteps)) {
    throw new RangeError(`learningRate: totalSteps must be an integer > warmupSteps = ${warmupSteps}, got ${totalSteps}`)
  }
  if (!(floor >= 0 && floor <= peak)) throw new RangeError(`learningRate: floor must lie in [0, peak = ${peak}], got ${floor}`)
}
