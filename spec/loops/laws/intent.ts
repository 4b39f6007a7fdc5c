/** What a loop is meant to do, read off the trace of a correct one: laws compare a changed loop with it. */
import type { Trace } from '../machine/trace.ts'

export interface Intent {
  readonly maxNorm: number | undefined
  /** Examples, over all ranks, of each update. */
  readonly examples: readonly number[]
  /** The learning rate of each update. */
  readonly rates: readonly number[]
  /** For each line that is printed after the batches: how many losses of training and of evaluation it tells. */
  readonly lines: readonly string[]
  /** Path and content of each file that is written. */
  readonly files: readonly string[]
}

export function intentOf(trace: Trace): Intent {
  const updates = trace.ranks.map((rank) => rank.updates)
  const [first = []] = updates
  return {
    maxNorm: trace.ranks[0]?.clips[0]?.maxNorm,
    examples: first.map((_, k) => updates.reduce((sum, own) => sum + (own[k]?.fresh.length ?? 0), 0)),
    rates: first.map(({ rate }) => rate),
    lines: trace.ranks.flatMap(({ logs }) =>
      logs
        .filter(({ perBatch }) => !perBatch)
        .map(({ epoch, values }) => {
          const told = values.flatMap(({ from }) => (from === undefined ? [] : [from.trained ? 'training' : 'evaluation']))
          return `epoch ${epoch}: ${told.join(', ')}`
        }),
    ),
    files: trace.ranks.flatMap(({ saves }) =>
      saves.map(({ path, parts, epoch }) => `${path} in epoch ${epoch}: ${parts.toSorted().join(', ')}`),
    ),
  }
}
