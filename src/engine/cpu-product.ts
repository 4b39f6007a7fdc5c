/**
 * The matrix product of the plain engine, bit for bit what TensorFlow.js computes on its cpu backend: 48 products at a time are added in
 * float64, and each such sum to a float32. Four columns go together, as an addition waits for the one before it.
 */

const BLOCK = 48

/** Matrices in one array, one after the other: how many values apart two of them lie, and in them two rows and two columns. */
export interface Matrices {
  readonly values: Float32Array
  readonly next: number
  readonly row: number
  readonly column: number
}

/** `count` products of (rows, inner) by (inner, columns). */
export function products(count: number, rows: number, inner: number, columns: number, a: Matrices, b: Matrices): Float32Array {
  const out = new Float32Array(count * rows * columns)
  for (let at = 0; at < count; at += 1) {
    for (let j = 0; j < columns; j += BLOCK) {
      const width = Math.min(BLOCK, columns - j)
      for (let k = 0; k < inner; k += BLOCK) {
        const depth = Math.min(BLOCK, inner - k)
        for (let i = 0; i < rows; i += 1) {
          const p = at * a.next + i * a.row + k * a.column
          const q = at * b.next + k * b.row + j * b.column
          addRow(out, (at * rows + i) * columns + j, width, depth, a, p, b, q)
        }
      }
    }
  }
  return out
}

/** Adds to `width` values of a row, from `at` on, `depth` products each: of those from `p` on in a row of `a` by those from `q` on in columns of `b`. */
function addRow(
  out: Float32Array,
  at: number,
  width: number,
  depth: number,
  { values: x, column: xStep }: Matrices,
  p: number,
  { values: y, row: yStep, column }: Matrices,
  q: number,
): void {
  let j = 0
  for (; j + 3 < width; j += 4) {
    let s = 0
    let t = 0
    let u = 0
    let v = 0
    for (let k = 0, from = p, to = q + j * column; k < depth; k += 1, from += xStep, to += yStep) {
      const own = x[from] as number
      s += own * (y[to] as number)
      t += own * (y[to + column] as number)
      u += own * (y[to + 2 * column] as number)
      v += own * (y[to + 3 * column] as number)
    }
    out[at + j] = (out[at + j] as number) + s
    out[at + j + 1] = (out[at + j + 1] as number) + t
    out[at + j + 2] = (out[at + j + 2] as number) + u
    out[at + j + 3] = (out[at + j + 3] as number) + v
  }
  for (; j < width; j += 1) {
    let s = 0
    for (let k = 0, from = p, to = q + j * column; k < depth; k += 1, from += xStep, to += yStep)
      s += (x[from] as number) * (y[to] as number)
    out[at + j] = (out[at + j] as number) + s
  }
}
