/** What a trace ought to show: the gradients, norms and losses of the training that the loop means, computed exactly. */
import { meanGradient, norm, type Drawn } from './tiny-model.ts'
import type { ForwardRecord, Trace, UpdateRecord } from './trace.ts'

/** One global step: the k-th update of every rank that came with new examples. */
export interface GlobalStep {
  readonly updates: readonly UpdateRecord[]
  /** What the optimizers of all ranks were given; each its share if the model is sharded. */
  readonly given: readonly (Float64Array | undefined)[]
  /** The gradient of the mean loss over all examples of the step. */
  readonly mean: Float64Array
}

export function globalSteps({ ranks }: Trace, sharded: boolean): GlobalStep[] {
  const fresh = ranks.map(({ updates }) => updates.filter((update) => update.fresh.length > 0))
  const count = Math.max(0, ...fresh.map(({ length }) => length))
  return Array.from({ length: count }, (_, k) => {
    const updates = fresh.flatMap((own) => (own[k] === undefined ? [] : [own[k]]))
    const examples = updates.flatMap((update) => update.fresh)
    const shares = updates.map(({ gradient }) => gradient)
    return {
      updates,
      given: sharded ? [joined(shares)] : shares,
      mean: meanGradient(updates[0]?.before ?? new Float64Array(), examples),
    }
  })
}

function joined(shares: readonly (Float64Array | undefined)[]): Float64Array | undefined {
  if (shares.some((share) => share === undefined)) return undefined
  return Float64Array.from(shares.flatMap((share) => [...(share ?? [])]))
}

/** A gradient after clipping its norm. */
export function clipped(gradient: Float64Array, maxNorm: number | undefined): Float64Array {
  if (maxNorm === undefined) return gradient
  const factor = Math.min(1, maxNorm / (norm(gradient) + 1e-6))
  return gradient.map((x) => x * factor)
}

/** |a - b| / |b|: 0 for equal ones, infinite or NaN where a is. */
export function relativeError(a: ArrayLike<number>, b: Float64Array): number {
  const difference = norm(b.map((x, i) => (a[i] ?? NaN) - x))
  return difference === 0 ? 0 : difference / norm(b)
}

/** Mean loss of each example over some forward passes, by the number of examples. */
export function meanLoss(records: readonly ForwardRecord[], of: (record: ForwardRecord) => number | undefined): number {
  const rows = records.reduce((sum, { examples }) => sum + examples.length, 0)
  return records.reduce((sum, record) => sum + (of(record) ?? NaN) * record.examples.length, 0) / rows
}

/** The norm of the mean gradient over the examples of all ranks that a clip was for. */
export function normOver(before: Float64Array, examples: readonly Drawn[]): number {
  return norm(meanGradient(before, examples))
}
