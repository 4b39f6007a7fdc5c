/**
 * A fixed piece of work of about a microsecond that tells whether the processor runs at full speed now: a neighbour on the same core makes
 * it 1.3 to 2 times slower, and the tasks with it, for milliseconds to seconds. Short, so that it can be asked around every sample.
 */
import { hrtimeNow } from 'tinybench'

const numbers = new Float64Array(1024).fill(1)
const PASSES = 4

/** Milliseconds that the work took now. */
export function probeMs(): number {
  const start = hrtimeNow()
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (let i = 0; i < numbers.length; i += 4) {
      a += numbers[i] as number
      b += numbers[i + 1] as number
      c += numbers[i + 2] as number
      d += numbers[i + 3] as number
    }
  }
  const elapsed = hrtimeNow() - start
  if (a + b + c + d !== PASSES * numbers.length) throw new Error('probeMs: the sum must be kept')
  return elapsed
}

/** Slower than the best by less than this is full speed. */
const SLACK = 0.1

/** Which of the samples were taken at full speed, by the slower probe beside each; the best is the quickest twentieth of all. */
export function atFullSpeed(probes: readonly number[], all: readonly number[]): boolean[] {
  const sorted = all.toSorted((a, b) => a - b)
  const best = sorted[Math.floor(sorted.length / 20)] ?? 0
  return probes.map((probe) => probe <= best * (1 + SLACK))
}
