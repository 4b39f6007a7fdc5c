/** Numbers from the bits of the two 16-bit formats. */

/** IEEE binary16: 1 sign, 5 exponent and 10 fraction bits. */
export function fromFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** bfloat16: the upper half of a binary32. */
export function fromBfloat16(bits: number): number {
  const word = new DataView(new ArrayBuffer(4))
  word.setUint16(0, bits)
  return word.getFloat32(0)
}
