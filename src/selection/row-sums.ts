/** Products with the rows of a matrix, four rows at once: what is common to them is loaded and stored a quarter as often. */

/** (rows) x[i] . weights, for x (rows * columns), row-major. */
export function timesRows(x: Float64Array, weights: Float64Array, rows: number): Float64Array {
  const columns = weights.length
  const products = new Float64Array(rows)
  let i = 0
  for (let a = 0; i + 3 < rows; i += 4, a += 4 * columns) {
    let pa = 0
    let pb = 0
    let pc = 0
    let pd = 0
    for (let j = 0, at = a; j < columns; j += 1, at += 1) {
      const w = weights[j] as number
      pa += w * (x[at] as number)
      pb += w * (x[at + columns] as number)
      pc += w * (x[at + 2 * columns] as number)
      pd += w * (x[at + 3 * columns] as number)
    }
    products[i] = pa
    products[i + 1] = pb
    products[i + 2] = pc
    products[i + 3] = pd
  }
  for (; i < rows; i += 1) {
    let product = 0
    for (let j = 0; j < columns; j += 1) product += (weights[j] as number) * (x[i * columns + j] as number)
    products[i] = product
  }
  return products
}

/**
 * Adds sum_i weights[i] x[i].
 * @param into (columns)
 * @param x (rows * columns), row-major
 * @param weights (rows)
 */
export function addRows(into: Float64Array, x: Float64Array, weights: Float64Array): void {
  const columns = into.length
  const whole = weights.length & ~3
  for (let i = 0, a = 0; i < whole; i += 4, a += 4 * columns) {
    const b = a + columns
    const c = b + columns
    const d = c + columns
    const wa = weights[i] as number
    const wb = weights[i + 1] as number
    const wc = weights[i + 2] as number
    const wd = weights[i + 3] as number
    for (let j = 0; j < columns; j += 1) {
      const ab = wa * (x[a + j] as number) + wb * (x[b + j] as number)
      into[j] = (into[j] as number) + (ab + (wc * (x[c + j] as number) + wd * (x[d + j] as number)))
    }
  }
  if (whole < weights.length) addRows(into, ...filledUp(x, weights, whole, columns))
}

/**
 * Adds sum_i weights[i] x[i]' x[i]: two columns at once, besides.
 * @param into (columns * columns), of which the lower triangle is meant; what is above it is left without meaning
 */
export function addGram(into: Float64Array, x: Float64Array, weights: Float64Array, columns: number): void {
  const whole = weights.length & ~3
  for (let i = 0, a = 0; i < whole; i += 4, a += 4 * columns) {
    const b = a + columns
    const c = b + columns
    const d = c + columns
    const wa = weights[i] as number
    const wb = weights[i + 1] as number
    const wc = weights[i + 2] as number
    const wd = weights[i + 3] as number
    const odd = columns % 2
    if (odd === 1) {
      const ab = wa * (x[a] as number) ** 2 + wb * (x[b] as number) ** 2
      into[0] = (into[0] as number) + (ab + wc * (x[c] as number) ** 2 + wd * (x[d] as number) ** 2)
    }
    for (let j = odd; j < columns; j += 2) {
      const aj = wa * (x[a + j] as number)
      const bj = wb * (x[b + j] as number)
      const cj = wc * (x[c + j] as number)
      const dj = wd * (x[d + j] as number)
      const ak = wa * (x[a + j + 1] as number)
      const bk = wb * (x[b + j + 1] as number)
      const ck = wc * (x[c + j + 1] as number)
      const dk = wd * (x[d + j + 1] as number)
      for (let l = 0, at = j * columns, below = at + columns; l < j + 2; l += 1, at += 1, below += 1) {
        const xa = x[a + l] as number
        const xb = x[b + l] as number
        const xc = x[c + l] as number
        const xd = x[d + l] as number
        into[at] = (into[at] as number) + (aj * xa + bj * xb + (cj * xc + dj * xd))
        into[below] = (into[below] as number) + (ak * xa + bk * xb + (ck * xc + dk * xd))
      }
    }
  }
  if (whole < weights.length) addGram(into, ...filledUp(x, weights, whole, columns), columns)
}

/** The rows from `start` on, with rows and weights of 0 up to four. */
function filledUp(x: Float64Array, weights: Float64Array, start: number, columns: number): [Float64Array, Float64Array] {
  const rows = new Float64Array(4 * columns)
  const last = new Float64Array(4)
  rows.set(x.subarray(start * columns, weights.length * columns))
  last.set(weights.subarray(start))
  return [rows, last]
}
