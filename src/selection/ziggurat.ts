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

/** A layer is a grid of STEPS on either side of 0: the width of a step, and how many lie under the curve at every height. */
const STEPS = 2 ** 24
const WIDTH = Float64Array.from({ length: LAYERS }, (_, i) => (ENDS[i] as number) / STEPS)
const SAFE = Int32Array.from({ length: LAYERS }, (_, i) => Math.ceil(((ENDS[i + 1] as number) / (ENDS[i] as number)) * STEPS))

/** Whole numbers of 32 bits, as signed integers, all equally likely. */
interface Bits {
  next(): number
}

/** Fills an array with standard normals, on the grids of the layers. */
export function fillNormals(bits: Bits, into: Float64Array): void {
  for (let i = 0; i < into.length; i += 1) into[i] = normal(bits)
}

function normal(bits: Bits): number {
  for (;;) {
    const drawn = bits.next()
    const layer = drawn & (LAYERS - 1)
    const step = drawn >> 7 // the other 25 bits
    const x = step * (WIDTH[layer] as number)
    if (Math.abs(step) < (SAFE[layer] as number)) return x
    if (layer === 0) return x < 0 ? -tail(bits) : tail(bits)
    const low = Math.exp(-0.5 * ((ENDS[layer] as number) ** 2 - x * x))
    const high = Math.exp(-0.5 * ((ENDS[layer + 1] as number) ** 2 - x * x))
    if (low + real(bits) * (high - low) < 1) return x
  }
}

/** A normal beyond TAIL (Marsaglia 1964). */
function tail(bits: Bits): number {
  for (;;) {
    const x = -Math.log(real(bits)) / TAIL
    const y = -Math.log(real(bits))
    if (2 * y > x * x) return TAIL + x
  }
}

/** In (0, 1). */
function real(bits: Bits): number {
  return ((bits.next() >>> 0) + 0.5) * 2 ** -32
}
