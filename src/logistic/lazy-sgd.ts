/**
 * Stochastic gradient descent for logistic regression with an L2 penalty, one example a step:
 *
 *   w <- (1 - eta l2) w - eta r x_i      r = dL_i/d(x_i . w)
 *
 * The eager form pays all n weights in every step. The lazy form keeps w = c v: the shrinking multiplies c alone, and a step touches
 * only the columns of x_i, whatever n is. In real arithmetic the two are equal; rounding tells them apart by a few units in the last place.
 * L2 by scaled weights: Bottou 2012, "Stochastic gradient descent tricks", section 5.1.
 */
import type { Csr, Labels, SgdOptions } from '../contract/sparse.ts'
import { validateCsr } from '../numeric/csr.ts'
import { requireLength, requirePenalty, signsOf } from './sparse-gradient.ts'

/** Below this scale c is folded into v: long before it could underflow, and so rarely that the O(n) does not count. */
const FOLD_BELOW = 1e-9

/**
 * Weights as c v. Make one step after another, then `flush` for the weights themselves.
 * Each step costs O(entries of the row); `flush` and a fold cost O(n).
 */
export class ScaledSgd {
  readonly #csr: Csr
  readonly #signs: Float64Array
  readonly #v: Float64Array
  readonly #learningRate: number
  readonly #shrink: number
  #scale = 1

  /** @throws RangeError as `lazySgd` */
  constructor(csr: Csr, labels: Labels, options: SgdOptions) {
    const { signs, start, shrink } = prepared('ScaledSgd', csr, labels, options)
    this.#csr = csr
    this.#signs = signs
    this.#v = start
    this.#learningRate = options.learningRate
    this.#shrink = shrink
  }

  /** One step on row i. */
  step(i: number): void {
    const { indptr, indices, data } = this.#csr
    const v = this.#v
    const first = indptr[i] as number
    const last = indptr[i + 1] as number
    let logit = 0
    for (let p = first; p < last; p += 1) logit += (data[p] as number) * (v[indices[p] as number] as number)
    const residual = residualOf(this.#scale * logit, this.#signs[i] as number)
    this.#scale *= this.#shrink
    const step = (this.#learningRate * residual) / this.#scale
    for (let p = first; p < last; p += 1) {
      const column = indices[p] as number
      v[column] = (v[column] as number) - step * (data[p] as number)
    }
    if (this.#scale < FOLD_BELOW) this.#fold()
  }

  /** (n) the weights; the state is folded, so that a second flush gives the same. */
  flush(): Float64Array {
    this.#fold()
    return this.#v.slice()
  }

  #fold(): void {
    for (let j = 0; j < this.#v.length; j += 1) this.#v[j] = this.#scale * (this.#v[j] as number)
    this.#scale = 1
  }
}

/**
 * The weights after a step on every row of `order`: O(nnz of those rows + n) in all.
 * @throws RangeError for a matrix that breaks its format, wrong labels or lengths, a row outside 0..m-1, eta <= 0, or eta * l2 >= 1
 */
export function lazySgd(csr: Csr, labels: Labels, options: SgdOptions): Float64Array {
  const sgd = new ScaledSgd(csr, labels, options)
  for (const i of rowsOf('lazySgd', csr, options)) sgd.step(i)
  return sgd.flush()
}

/** The same with all n weights written in every step: O(n) a step. */
export function eagerSgd(csr: Csr, labels: Labels, options: SgdOptions): Float64Array {
  const { signs, start: w, shrink } = prepared('eagerSgd', csr, labels, options)
  const { indptr, indices, data } = csr
  for (const i of rowsOf('eagerSgd', csr, options)) {
    const first = indptr[i] as number
    const last = indptr[i + 1] as number
    let logit = 0
    for (let p = first; p < last; p += 1) logit += (data[p] as number) * (w[indices[p] as number] as number)
    const step = options.learningRate * residualOf(logit, signs[i] as number)
    for (let j = 0; j < w.length; j += 1) w[j] = shrink * (w[j] as number)
    for (let p = first; p < last; p += 1) {
      const column = indices[p] as number
      w[column] = (w[column] as number) - step * (data[p] as number)
    }
  }
  return w
}

/** dL/dz of one row: -s sigmoid(-s z). */
function residualOf(logit: number, sign: number): number {
  const u = -sign * logit
  const t = Math.exp(-Math.abs(u))
  return (-sign * (u >= 0 ? 1 : t)) / (1 + t)
}

function prepared(
  caller: string,
  csr: Csr,
  labels: Labels,
  { learningRate, l2 = 0, start = new Float64Array(csr.cols) }: SgdOptions,
): { signs: Float64Array; start: Float64Array; shrink: number } {
  validateCsr(csr, caller)
  requirePenalty(caller, l2)
  requireLength(caller, 'start', 'cols', csr.cols, start.length)
  const shrink = 1 - learningRate * l2
  if (!(learningRate > 0 && shrink > 0)) {
    throw new RangeError(`${caller}: learningRate must be positive and learningRate * l2 below 1, got ${learningRate} and ${l2}`)
  }
  return { signs: signsOf(caller, labels, csr.rows), start: start.slice(), shrink }
}

function* rowsOf(caller: string, { rows }: Csr, { order }: SgdOptions): Generator<number> {
  for (let at = 0; at < (order?.length ?? rows); at += 1) {
    const row = order === undefined ? at : (order[at] as number)
    if (!(Number.isInteger(row) && row >= 0 && row < rows)) {
      throw new RangeError(`${caller}: order must hold rows in [0, ${rows}), got ${row} at ${at}`)
    }
    yield row
  }
}
