/** Products with the rows of a matrix, four rows at once: what is common to them is loaded and stored a quarter as often. */

/**
 * x[i] . weights for every row.
 * @param products (rows) where they are put
 * @param x (rows * columns), row-major
 * @param weights (columns)
 */
export function timesRows(products: Float64Array, x: Float64Array, weights: Float64Array): void {
  const columns = weights.length
  const rows = products.length
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
}

/**
 * Adds sum_i weights[i] x[i].
 * @param into (columns)
 * @param x (rows * columns), row-major
 * @param weights (rows)
 */
export function addRows(into: Float64Array, x: Float64Array, weights: Float64Array): void {
  const columns = into.length
  const rows = weights.length
  for (let i = 0, a = 0; i < rows; i += 4, a += 4 * columns) {
    // Beyond the last row stands the first of the four, with a weight of 0.
    const b = i + 1 < rows ? a + columns : a
    const c = i + 2 < rows ? b + columns : a
    const d = i + 3 < rows ? c + columns : a
    const wa = weights[i] as number
    const wb = i + 1 < rows ? (weights[i + 1] as number) : 0
    const wc = i + 2 < rows ? (weights[i + 2] as number) : 0
    const wd = i + 3 < rows ? (weights[i + 3] as number) : 0
    for (let j = 0; j < columns; j += 1) {
      const ab = wa * (x[a + j] as number) + wb * (x[b + j] as number)
      into[j] = (into[j] as number) + (ab + (wc * (x[c + j] as number) + wd * (x[d + j] as number)))
    }
  }
}

/**
 * Adds sum_i weights[i] x[i]' x[i]: two columns at once, besides.
 * @param into (columns * columns), of which the lower triangle is meant; what is above it is left without meaning
 */
export function addGram(into: Float64Array, x: Float64Array, weights: Float64Array, columns: number): void {
  const rows = weights.length
  for (let i = 0, a = 0; i < rows; i += 4, a += 4 * columns) {
    // Beyond the last row stands the first of the four, with a weight of 0.
    const b = i + 1 < rows ? a + columns : a
    const c = i + 2 < rows ? b + columns : a
    const d = i + 3 < rows ? c + columns : a
    const wa = weights[i] as number
    const wb = i + 1 < rows ? (weights[i + 1] as number) : 0
    const wc = i + 2 < rows ? (weights[i + 2] as number) : 0
    const wd = i + 3 < rows ? (weights[i + 3] as number) : 0
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
}
