/** How gradients of means over parts become the gradient of the mean over everything: by true counts. */

/**
 * What a rank multiplies its own mean loss by, so that the plain average over the ranks is the mean over all examples: n_r W / N. It is 1 for
 * every rank exactly when the shares are equal.
 * @param counts examples (rows, or targets that are not ignored) of every rank, >= 0, not all 0
 * @throws RangeError if nothing is counted
 */
export function lossWeights(counts: readonly number[]): number[] {
  const total = totalOf('lossWeights', counts)
  return counts.map((count) => (count * counts.length) / total)
}

/** The plain average over the ranks: what DDP and FSDP do to gradients. @param gradients one array a rank, of equal lengths */
export function averageOverRanks(gradients: readonly Float64Array[]): Float64Array {
  return combine(
    gradients,
    gradients.map(() => 1 / gradients.length),
  )
}

/**
 * The gradient of the mean over all examples, from the gradient of each rank's mean.
 * @param gradients one array a rank, of equal lengths
 * @param counts examples of every rank; one without any has no say
 */
export function meanOfRankGradients(gradients: readonly Float64Array[], counts: readonly number[]): Float64Array {
  const weights = lossWeights(counts)
  return averageOverRanks(
    gradients.map((gradient, rank) =>
      counts[rank] === 0 ? new Float64Array(gradient.length) : gradient.map((g) => g * (weights[rank] as number)),
    ),
  )
}

/**
 * The gradient of the mean over all examples of a step, from the gradients of the means over its micro-batches: each is divided by its
 * share, and they are added up.
 * @param counts examples of every micro-batch
 */
export function accumulateGradients(gradients: readonly Float64Array[], counts: readonly number[]): Float64Array {
  const total = totalOf('accumulateGradients', counts)
  return combine(
    gradients,
    counts.map((count) => count / total),
  )
}

function totalOf(caller: string, counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  if (!(total > 0)) throw new RangeError(`${caller}: expected at least one example in all, got counts ${counts.join(', ')}`)
  return total
}

function combine(gradients: readonly Float64Array[], weights: readonly number[]): Float64Array {
  const sum = new Float64Array(gradients[0]?.length ?? 0)
  for (const [k, gradient] of gradients.entries()) {
    if (gradient.length !== sum.length) {
      throw new RangeError(`gradients must have one length, got ${sum.length} and, at ${k}, ${gradient.length}`)
    }
    for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (weights[k] as number) * (gradient[i] as number)
  }
  return sum
}
