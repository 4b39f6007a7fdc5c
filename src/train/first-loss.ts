/** What the first loss of a run tells about it. */

/** The first loss of a model that knows nothing is ln V, give or take this. */
const SLACK = 0.2

/**
 * Why a first loss is suspicious; undefined if it is within 0.2 of ln V, as that of a new GPT-2 is.
 * @param loss in nats, NaN if it overflowed
 */
export function firstLossWarning(loss: number, vocabularySize: number): string | undefined {
  const expected = Math.log(vocabularySize)
  if (Math.abs(loss - expected) <= SLACK) return undefined
  return `the first loss is ${loss.toFixed(3)}, but a model that knows nothing has ln ${vocabularySize} = ${expected.toFixed(3)}: are the targets shifted by one, and the parameters new?`
}
