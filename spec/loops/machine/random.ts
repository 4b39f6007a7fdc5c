/** Random numbers of the simulated ranks: small, seeded, the same everywhere. */

/** A generator whose state can be saved: mulberry32. */
export class Random {
  state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** A whole number below 2^32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    return scramble(this.state)
  }

  /** In [0, 1). */
  uniform(): number {
    return this.next() / 2 ** 32
  }

  /** 0 .. length - 1 in random order. */
  permutation(length: number): number[] {
    const order = Array.from({ length }, (_, i) => i)
    for (let i = length - 1; i > 0; i -= 1) {
      const j = this.next() % (i + 1)
      const kept = order[i] ?? 0
      order[i] = order[j] ?? 0
      order[j] = kept
    }
    return order
  }
}

function scramble(state: number): number {
  let t = state
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return (t ^ (t >>> 14)) >>> 0
}

/** In [0, 1), from three whole numbers: the same for the same three. */
export function hashed(a: number, b: number, c: number): number {
  return scramble((Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b) ^ Math.imul(c + 1, 0xc2b2ae35)) >>> 0) / 2 ** 32
}
