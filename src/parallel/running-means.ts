/** What a normalisation layer remembers of the data, on several ranks: a buffer, which no gradient synchronises. */
import type { BufferRule } from '../contract/parallel.ts'

/**
 * Running mean of every rank after some steps, from 0: r <- (1 - momentum) r + momentum x mean of the values that the rule looks at.
 * @param steps for each step the values that every rank saw, at least one each
 * @throws RangeError for a momentum outside [0, 1], ranks that come and go, or a rank without values
 */
export function runningMeans(steps: readonly (readonly Float64Array[])[], momentum: number, rule: BufferRule): Float64Array {
  if (!(momentum >= 0 && momentum <= 1)) throw new RangeError(`runningMeans: momentum must lie in [0, 1], got ${momentum}`)
  const running = new Float64Array(steps[0]?.length ?? 0)
  for (const [step, ranks] of steps.entries()) {
    if (ranks.length !== running.length) {
      throw new RangeError(`runningMeans: expected ${running.length} ranks in step ${step}, got ${ranks.length}`)
    }
    const sums = ranks.map((values) => values.reduce((sum, value) => sum + value, 0))
    const counts = ranks.map(({ length }) => length)
    if (counts.includes(0)) throw new RangeError(`runningMeans: rank ${counts.indexOf(0)} has no values in step ${step}`)
    const all = sums.reduce((a, b) => a + b, 0) / counts.reduce((a, b) => a + b, 0)
    for (let rank = 0; rank < running.length; rank += 1) {
      const from = rule === 'from rank 0' ? 0 : rank
      const mean = rule === 'synchronised' ? all : (sums[from] as number) / (counts[from] as number)
      running[rank] = (1 - momentum) * (running[rank] as number) + momentum * mean
    }
  }
  return running
}
