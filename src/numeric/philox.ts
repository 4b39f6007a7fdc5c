/**
 * Philox4x32-10: random bits as a function of a counter and a key, so that any element can be drawn without the ones before it.
 * Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */

const multiplier0 = 0xd2511f53
const multiplier1 = 0xcd9e8d57
const weyl0 = 0x9e3779b9
const weyl1 = 0xbb67ae85

/** Upper 32 bits of the 64-bit product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16)
  const other = aLow * bHigh + (middle & 0xffff)
  return (aHigh * bHigh + Math.floor(middle / 65536) + (other >>> 16)) | 0
}

/**
 * Four 32-bit words.
 * @param counter four 32-bit words; not mutated
 * @param key two 32-bit words
 * @param out receives four unsigned words, in the order of the paper's reference vectors
 */
export function philox4x32(counter: ArrayLike<number>, key: ArrayLike<number>, out: Uint32Array): void {
  let c0 = (counter[0] ?? 0) | 0
  let c1 = (counter[1] ?? 0) | 0
  let c2 = (counter[2] ?? 0) | 0
  let c3 = (counter[3] ?? 0) | 0
  let k0 = (key[0] ?? 0) | 0
  let k1 = (key[1] ?? 0) | 0
  for (let round = 0; round < 10; round += 1) {
    const high0 = multiplyHigh(multiplier0, c0)
    const high1 = multiplyHigh(multiplier1, c2)
    const low0 = Math.imul(multiplier0, c0)
    const low1 = Math.imul(multiplier1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + weyl0) | 0
    k1 = (k1 + weyl1) | 0
  }
  out[0] = c0
  out[1] = c1
  out[2] = c2
  out[3] = c3
}

/** The four words of a counter and a key, in a new array; see the contract. */
export function philoxWords(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array {
  const words = new Uint32Array(4)
  philox4x32(counter, key, words)
  return words
}
