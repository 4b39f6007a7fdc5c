/** Standard normals by the ziggurat of Marsaglia and Tsang: 128 layers of equal area, and rejection only at their rims. */

const LAYERS = 128
const TAIL = 3.442619855899 // where the lowest layer ends and the tail begins
const AREA = 9.91256303526217e-3 // of each layer under exp(-x^2 / 2)

/** Right ends of the layers, the widest first; the first one is as wide as its area asks, tail included. */
const ENDS = (() => {
  const ends = new Float64Array(LAYERS + 1)
  let height = Math.exp(-0.5 * TAIL * TAIL)
  ends[0] = AREA / height
  ends[1] = TAIL
  for (let i = 2; i < LAYERS; i += 1) {
    const end = Math.sqrt(-2 * Math.log(AREA / (ends[i - 1] as number) + height))
    ends[i] = end
    height = Math.exp(-0.5 * end * end)
  }
  return ends // the last stays 0
})()

/** The share of a layer that lies under the curve at every height. */
const SAFE = Float64Array.from({ length: LAYERS }, (_, i) => (ENDS[i + 1] as number) / (ENDS[i] as number))

/**
 * A source of standard normals, on a grid of 2^-24 of each layer.
 * @param next whole numbers of 32 bits, as a signed integer, all equally likely
 */
export function normalsFrom(next: () => number): () => number {
  const real = (): number => ((next() >>> 0) + 0.5) * 2 ** -32
  return () => {
    for (;;) {
      const bits = next()
      const layer = bits & (LAYERS - 1)
      const u = (bits >> 7) * 2 ** -24 // the other 25 bits, in [-1, 1)
      if (Math.abs(u) < (SAFE[layer] as number)) return u * (ENDS[layer] as number)
      if (layer === 0) return u < 0 ? -tail(real) : tail(real)
      const x = u * (ENDS[layer] as number)
      const low = Math.exp(-0.5 * ((ENDS[layer] as number) ** 2 - x * x))
      const high = Math.exp(-0.5 * ((ENDS[layer + 1] as number) ** 2 - x * x))
      if (low + real() * (high - low) < 1) return x
    }
  }
}

/** A normal beyond TAIL (Marsaglia 1964). */
function tail(real: () => number): number {
  for (;;) {
    const x = -Math.log(real()) / TAIL
    const y = -Math.log(real())
    if (2 * y > x * x) return TAIL + x
  }
}
