/**
 * Reverse-mode differentiation of matrices in float64, slow and obvious: each operation notes how its result depends on its
 * operands, and `differentiate` walks the notes backwards. The oracle of the room is made of nothing else.
 */

/** A matrix on a tape: its values, and after `differentiate` the derivative of the outcome for each of them. */
export class Variable {
  readonly rows: number
  readonly cols: number
  readonly values: Float64Array
  #slopes: Float64Array | undefined

  constructor(rows: number, cols: number, values: Float64Array) {
    this.rows = rows
    this.cols = cols
    this.values = values
  }

  /** Made when it is first asked for: whoever wants values only has none. */
  get slopes(): Float64Array {
    this.#slopes ??= new Float64Array(this.values.length)
    return this.#slopes
  }
}

/** The operations so far, in order. */
export class Tape {
  readonly #notes: (() => void)[] = []

  /** A matrix that depends on nothing. */
  leaf(rows: number, cols: number, values: ArrayLike<number>): Variable {
    return new Variable(rows, cols, new Float64Array(values))
  }

  /** Derivatives of the only value of `outcome`. */
  differentiate(outcome: Variable): void {
    outcome.slopes[0] = 1
    for (const note of this.#notes.toReversed()) note()
  }

  /** A B. */
  product(a: Variable, b: Variable): Variable {
    const result = zeros(a.rows, b.cols)
    multiply(a.values, b.values, result.values, a.rows, a.cols, b.cols)
    this.#notes.push(() => {
      multiplyRows(result.slopes, b.values, a.slopes, a.rows, b.cols, b.rows)
      multiply(transposed(a.values, a.rows, a.cols), result.slopes, b.slopes, a.cols, a.rows, b.cols)
    })
    return result
  }

  /** A with the transpose of B: each row of a with each of b. */
  productOfRows(a: Variable, b: Variable): Variable {
    const result = zeros(a.rows, b.rows)
    multiplyRows(a.values, b.values, result.values, a.rows, a.cols, b.rows)
    this.#notes.push(() => {
      multiply(result.slopes, b.values, a.slopes, a.rows, b.rows, a.cols)
      multiply(transposed(result.slopes, a.rows, b.rows), a.values, b.slopes, b.rows, a.rows, a.cols)
    })
    return result
  }

  /** f of each value; `slope` is its derivative, given the argument and the value. */
  map(a: Variable, f: (x: number) => number, slope: (x: number, y: number) => number): Variable {
    const result = new Variable(a.rows, a.cols, a.values.map(f))
    this.#notes.push(() => {
      const [from, to] = [result.slopes, a.slopes]
      a.values.forEach((x, i) => (to[i]! += slope(x, result.values[i]!) * from[i]!))
    })
    return result
  }

  /** a + b; an operand with one row or one column is repeated. */
  add(a: Variable, b: Variable): Variable {
    return this.#pairwise(
      a,
      b,
      (x, y) => x + y,
      () => 1,
      () => 1,
    )
  }

  /** a b, value by value; an operand with one row or one column is repeated. */
  times(a: Variable, b: Variable): Variable {
    return this.#pairwise(
      a,
      b,
      (x, y) => x * y,
      (_, y) => y,
      (x) => x,
    )
  }

  /** The sum of each row: one column. */
  sumOfRows(a: Variable): Variable {
    const sums = Array.from({ length: a.rows }, (_, i) =>
      a.values.subarray(i * a.cols, (i + 1) * a.cols).reduce((s, x) => s + x, 0),
    )
    const result = this.leaf(a.rows, 1, sums)
    this.#notes.push(() => {
      const [from, to] = [result.slopes, a.slopes]
      for (let i = 0; i < to.length; i += 1) to[i]! += from[Math.floor(i / a.cols)]!
    })
    return result
  }

  /** The rows with the given numbers, repeated as they are asked for. */
  pickRows(a: Variable, numbers: ArrayLike<number>): Variable {
    const chosen = Array.from(numbers)
    const at = chosen.flatMap((row) => Array.from({ length: a.cols }, (_, j) => row * a.cols + j))
    return this.#moved(a, at, chosen.length, a.cols)
  }

  /** The columns from `from` to `to`. */
  columns(a: Variable, from: number, to: number): Variable {
    const at = Array.from({ length: a.rows }, (_, i) =>
      Array.from({ length: to - from }, (_unused, j) => i * a.cols + from + j),
    ).flat()
    return this.#moved(a, at, a.rows, to - from)
  }

  /** Matrices with equally many rows, side by side. */
  beside(parts: readonly Variable[]): Variable {
    const rows = parts[0]!.rows
    const cols = parts.reduce((sum, part) => sum + part.cols, 0)
    const result = zeros(rows, cols)
    const forEach = (visit: (part: Variable, from: number, to: number) => void): void => {
      let left = 0
      for (const part of parts) {
        for (let i = 0; i < rows; i += 1)
          for (let j = 0; j < part.cols; j += 1) visit(part, i * part.cols + j, i * cols + left + j)
        left += part.cols
      }
    }
    forEach((part, from, to) => (result.values[to] = part.values[from]!))
    this.#notes.push(() => forEach((part, from, to) => (part.slopes[from]! += result.slopes[to]!)))
    return result
  }

  #moved(a: Variable, at: readonly number[], rows: number, cols: number): Variable {
    const result = this.leaf(
      rows,
      cols,
      at.map((place) => a.values[place]!),
    )
    this.#notes.push(() => {
      const [from, to] = [result.slopes, a.slopes]
      at.forEach((place, i) => (to[place]! += from[i]!))
    })
    return result
  }

  #pairwise(
    a: Variable,
    b: Variable,
    value: (x: number, y: number) => number,
    slopeOfA: (x: number, y: number) => number,
    slopeOfB: (x: number, y: number) => number,
  ): Variable {
    const rows = Math.max(a.rows, b.rows)
    const cols = Math.max(a.cols, b.cols)
    const place = (v: Variable, i: number, j: number): number => (v.rows === 1 ? 0 : i * v.cols) + (v.cols === 1 ? 0 : j)
    const result = zeros(rows, cols)
    const forEach = (visit: (p: number, q: number, r: number) => void): void => {
      for (let i = 0; i < rows; i += 1) for (let j = 0; j < cols; j += 1) visit(place(a, i, j), place(b, i, j), i * cols + j)
    }
    const [as, bs] = [a.values, b.values]
    forEach((p, q, r) => (result.values[r] = value(as[p]!, bs[q]!)))
    this.#notes.push(() => {
      const [from, toA, toB] = [result.slopes, a.slopes, b.slopes]
      forEach((p, q, r) => {
        toA[p]! += slopeOfA(as[p]!, bs[q]!) * from[r]!
        toB[q]! += slopeOfB(as[p]!, bs[q]!) * from[r]!
      })
    })
    return result
  }
}

function zeros(rows: number, cols: number): Variable {
  return new Variable(rows, cols, new Float64Array(rows * cols))
}

/** Adds A (m x k) B (k x n) to `to`, four rows of B at a time: half the time of one at a time. */
function multiply(a: Float64Array, b: Float64Array, to: Float64Array, m: number, k: number, n: number): void {
  for (let i = 0; i < m; i += 1) {
    const at = i * n
    let p = 0
    for (; p + 4 <= k; p += 4) {
      const [x, y, z, u] = [a[i * k + p]!, a[i * k + p + 1]!, a[i * k + p + 2]!, a[i * k + p + 3]!]
      const from = p * n
      for (let j = 0; j < n; j += 1)
        to[at + j]! += x * b[from + j]! + y * b[from + n + j]! + z * b[from + 2 * n + j]! + u * b[from + 3 * n + j]!
    }
    for (; p < k; p += 1) {
      const x = a[i * k + p]!
      for (let j = 0; j < n; j += 1) to[at + j]! += x * b[p * n + j]!
    }
  }
}

/** Adds A (m x k) with the transpose of B (n x k) to `to`, four products at a time; a row of B stays near while A passes. */
function multiplyRows(a: Float64Array, b: Float64Array, to: Float64Array, m: number, k: number, n: number): void {
  for (let j = 0; j < n; j += 1) {
    const y = b.subarray(j * k, (j + 1) * k)
    for (let i = 0; i < m; i += 1) {
      const at = i * k
      let sum = 0
      let p = 0
      for (; p + 4 <= k; p += 4)
        sum += a[at + p]! * y[p]! + a[at + p + 1]! * y[p + 1]! + (a[at + p + 2]! * y[p + 2]! + a[at + p + 3]! * y[p + 3]!)
      for (; p < k; p += 1) sum += a[at + p]! * y[p]!
      to[i * n + j]! += sum
    }
  }
}

function transposed(values: Float64Array, rows: number, cols: number): Float64Array {
  const result = new Float64Array(values.length)
  for (let i = 0; i < rows; i += 1) for (let j = 0; j < cols; j += 1) result[j * rows + i] = values[i * cols + j]!
  return result
}
