/**
 * What one full-batch gradient step costs, counted and not timed: the loops of `sparse-gradient` and `dense-gradient`, with a tally in
 * every loop body. The values come out too, to the bit, so that the counts are those of the algorithm itself.
 *
 * A *multiply-add* is one a * b + c over the data; a *read* or *write* is one access to an array that grows with m, n or nnz.
 * Functions of one number (exp, log1p) are not multiply-adds. By form, to the unit (z: distinct columns that hold an entry):
 *
 *                            multiply-adds          reads                 writes
 *   sparse, dense update     2 nnz + 2 m + 3 n      6 nnz + 5 m + 3 n     nnz + 2 m + 2 n
 *   sparse, lazy update      2 nnz + 3 m + 3 z      7 nnz + 5 m + 3 z     nnz + 2 m + 4 z
 *   dense                    2 m n + 2 m + 3 n      4 m n + 3 m + 3 n     m n + 2 m + 2 n
 *
 * By phase, the multiply-adds are nnz forward (m more to scale lazy logits; m n if dense), 2 m for the loss, nnz backward (m n), and 3 n
 * for the update (3 z): the penalty, its norm and the new weight of every column that is written.
 */
import type {
  Csr,
  DenseMatrix,
  Labels,
  OperationCounts,
  StepOptions,
  CountedStep,
  ScaledWeights,
  CountedLazyStep,
} from '../contract/sparse.ts'
import { validateCsr } from '../numeric/csr.ts'
import { blockEnd, requireLength, requirePenalty, signsOf } from './sparse-gradient.ts'

class Tally implements OperationCounts {
  multiplyAdds = 0
  reads = 0
  writes = 0

  add(multiplyAdds: number, reads: number, writes: number): void {
    this.multiplyAdds += multiplyAdds
    this.reads += reads
    this.writes += writes
  }
}

/** A tally for each phase. */
class Tallies {
  readonly forward = new Tally()
  readonly loss = new Tally()
  readonly backward = new Tally()
  readonly update = new Tally()

  result(): Pick<CountedStep, 'counts' | 'phases'> {
    const { forward, loss, backward, update } = this
    const sum = (what: keyof OperationCounts): number => forward[what] + loss[what] + backward[what] + update[what]
    return {
      counts: { multiplyAdds: sum('multiplyAdds'), reads: sum('reads'), writes: sum('writes') },
      phases: {
        forward: forward.multiplyAdds,
        loss: loss.multiplyAdds,
        backward: backward.multiplyAdds,
        update: update.multiplyAdds,
      },
    }
  }
}

/** One step with the sparse kernel and a pass over all n weights: Theta(nnz + m + n). */
export function countSparseStep(csr: Csr, labels: Labels, weights: Float64Array, options: StepOptions): CountedStep {
  const signs = checked('countSparseStep', csr, labels, weights)
  requireStep('countSparseStep', options)
  const tallies = new Tallies()
  const { gradient, loss: penalty } = startFromPenalty(weights, options.l2 ?? 0, tallies.update)
  let loss = penalty
  const residuals = new Float64Array(csr.rows)
  for (let first = 0; first < csr.rows;) {
    const end = blockEnd(csr.indptr, first)
    countLogits(csr, first, end, weights, residuals, tallies.forward)
    loss += countResiduals(signs, first, end, residuals, tallies.loss)
    countScatter(csr, first, end, residuals, gradient, tallies.backward)
    first = end
  }
  return { loss, weights: countUpdate(weights, gradient, options.learningRate, tallies.update), ...tallies.result() }
}

/** One step over all m * n cells. */
export function countDenseStep(matrix: DenseMatrix, labels: Labels, weights: Float64Array, options: StepOptions): CountedStep {
  const { rows, cols, values } = matrix
  requireLength('countDenseStep', 'values', 'rows * cols', rows * cols, values.length)
  requireLength('countDenseStep', 'weights', 'cols', cols, weights.length)
  requireStep('countDenseStep', options)
  const signs = signsOf('countDenseStep', labels, rows)
  const tallies = new Tallies()
  const { gradient, loss: penalty } = startFromPenalty(weights, options.l2 ?? 0, tallies.update)
  let loss = penalty
  const residual = new Float64Array(1)
  for (let i = 0; i < rows; i += 1) {
    let logit = 0
    for (let j = 0; j < cols; j += 1) {
      logit += (values[i * cols + j] as number) * (weights[j] as number)
      tallies.forward.add(1, 2, 0)
    }
    residual[0] = logit
    tallies.forward.add(0, 0, 1)
    loss += countResiduals(signs.subarray(i), 0, 1, residual, tallies.loss)
    const r = residual[0] ?? NaN
    tallies.backward.add(0, 1, 0)
    for (let j = 0; j < cols; j += 1) {
      gradient[j] = (gradient[j] as number) + r * (values[i * cols + j] as number)
      tallies.backward.add(1, 2, 1)
    }
  }
  return { loss, weights: countUpdate(weights, gradient, options.learningRate, tallies.update), ...tallies.result() }
}

/** The weights with scale 1. */
export function scaledWeights(weights: Float64Array): ScaledWeights {
  return { scale: 1, v: weights.slice(), squaredNormOfV: weights.reduce((sum, weight) => sum + weight * weight, 0) }
}

/**
 * The same step that touches the columns with an entry only: Theta(nnz + m), whatever n is.
 * (The copy of v, and its accumulator, are made here so that nothing is mutated; a caller in a loop keeps both.)
 * @throws RangeError unless 1 - learningRate * l2 > 0
 */
export function countLazyStep(csr: Csr, labels: Labels, state: ScaledWeights, options: StepOptions): CountedLazyStep {
  const { scale, v } = state
  const signs = checked('countLazyStep', csr, labels, v)
  requireStep('countLazyStep', options)
  const { learningRate, l2 = 0 } = options
  const shrink = 1 - learningRate * l2
  if (!(shrink > 0)) throw new RangeError(`countLazyStep: 1 - learningRate * l2 must be positive, got ${shrink}`)
  const tallies = new Tallies()
  let loss = l2 === 0 ? 0 : (l2 / 2) * scale * scale * state.squaredNormOfV
  const residuals = new Float64Array(csr.rows)
  const gradient = new Float64Array(csr.cols)
  const touched = new TouchedColumns(csr.cols, tallies.backward)
  for (let first = 0; first < csr.rows;) {
    const end = blockEnd(csr.indptr, first)
    countLogits(csr, first, end, v, residuals, tallies.forward)
    for (let i = first; i < end; i += 1) {
      residuals[i - first] = scale * (residuals[i - first] as number) // in a register: neither read nor written again
      tallies.forward.add(1, 0, 0)
    }
    loss += countResiduals(signs, first, end, residuals, tallies.loss)
    countScatter(csr, first, end, residuals, gradient, tallies.backward, touched)
    first = end
  }
  const newScale = scale * shrink
  const newV = v.slice()
  let squaredNormOfV = state.squaredNormOfV
  for (const j of touched.columns) {
    const before = v[j] as number
    const after = before - (learningRate / newScale) * (gradient[j] as number)
    newV[j] = after
    gradient[j] = 0
    squaredNormOfV += after * after - before * before
    tallies.update.add(3, 3, 2)
  }
  return { loss, weights: { scale: newScale, v: newV, squaredNormOfV }, ...tallies.result() }
}

/** The distinct columns met so far, in order of first meeting. */
class TouchedColumns {
  readonly columns: number[] = []
  readonly #met: Uint8Array
  readonly #tally: Tally

  constructor(cols: number, tally: Tally) {
    this.#met = new Uint8Array(cols)
    this.#tally = tally
  }

  meet(column: number): void {
    this.#tally.add(0, 1, 0)
    if (this.#met[column] === 1) return
    this.#met[column] = 1
    this.columns.push(column)
    this.#tally.add(0, 0, 2)
  }
}

function startFromPenalty(weights: Float64Array, l2: number, tally: Tally): { gradient: Float64Array; loss: number } {
  const gradient = new Float64Array(weights.length)
  let squaredNorm = 0
  for (let j = 0; j < weights.length; j += 1) {
    const weight = weights[j] as number
    gradient[j] = l2 * weight
    squaredNorm += weight * weight
    tally.add(2, 1, 1)
  }
  return { gradient, loss: l2 === 0 ? 0 : (l2 / 2) * squaredNorm }
}

function countLogits(csr: Csr, first: number, end: number, weights: Float64Array, logits: Float64Array, tally: Tally): void {
  const { indptr, indices, data } = csr
  for (let i = first; i < end; i += 1) {
    const stop = indptr[i + 1] as number
    tally.add(0, 1, 0)
    let logit = 0
    for (let p = indptr[i] as number; p < stop; p += 1) {
      logit += (data[p] as number) * (weights[indices[p] as number] as number)
      tally.add(1, 3, 0)
    }
    logits[i - first] = logit
    tally.add(0, 0, 1)
  }
}

function countResiduals(signs: Float64Array, first: number, end: number, logits: Float64Array, tally: Tally): number {
  let loss = 0
  for (let i = first; i < end; i += 1) {
    const sign = signs[i] as number
    const u = -sign * (logits[i - first] as number)
    const t = Math.exp(-Math.abs(u))
    loss += Math.log1p(t) + Math.max(u, 0)
    logits[i - first] = (-sign * (u >= 0 ? 1 : t)) / (1 + t)
    tally.add(2, 2, 1)
  }
  return loss
}

function countScatter(
  csr: Csr,
  first: number,
  end: number,
  residuals: Float64Array,
  gradient: Float64Array,
  tally: Tally,
  touched?: TouchedColumns,
): void {
  const { indptr, indices, data } = csr
  for (let i = first; i < end; i += 1) {
    const stop = indptr[i + 1] as number
    const residual = residuals[i - first] as number
    tally.add(0, 2, 0)
    for (let p = indptr[i] as number; p < stop; p += 1) {
      const column = indices[p] as number
      touched?.meet(column)
      gradient[column] = (gradient[column] as number) + residual * (data[p] as number)
      tally.add(1, 3, 1)
    }
  }
}

function countUpdate(weights: Float64Array, gradient: Float64Array, learningRate: number, tally: Tally): Float64Array {
  const updated = new Float64Array(weights.length)
  for (let j = 0; j < weights.length; j += 1) {
    updated[j] = (weights[j] as number) - learningRate * (gradient[j] as number)
    tally.add(1, 2, 1)
  }
  return updated
}

function requireStep(caller: string, { learningRate, l2 = 0 }: StepOptions): void {
  requirePenalty(caller, l2)
  if (!Number.isFinite(learningRate)) throw new RangeError(`${caller}: learningRate must be finite, got ${learningRate}`)
}

function checked(caller: string, csr: Csr, labels: Labels, weights: Float64Array): Float64Array {
  validateCsr(csr, caller)
  requireLength(caller, 'weights', 'cols', csr.cols, weights.length)
  return signsOf(caller, labels, csr.rows)
}
