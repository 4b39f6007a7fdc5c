/** Text, one token at a time: the most likely next token, or a draw from the k most likely at a temperature. */
import type { GenerateOptions, Gpt2Model } from '../contract/model.ts'
import { philox4x32 } from '../numeric/philox.ts'

/** `prompt` and `count` tokens after it. */
export function generate(
  model: Gpt2Model,
  flats: readonly Float32Array[],
  prompt: readonly number[],
  { count, temperature = 1, topK, seed = 0 }: GenerateOptions,
): number[] {
  if (prompt.length === 0) throw new RangeError('generate: prompt must have at least one token')
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`generate: count must be an integer from 0 up, got ${count}`)
  const tokens = [...prompt]
  for (let i = 0; i < count; i += 1) {
    const context = Int32Array.from(tokens.slice(-model.config.contextLength))
    const logits = model.lastLogits(flats, { rows: 1, length: context.length, tokens: context })
    tokens.push(chooseToken(logits, uniform(seed, i), temperature, topK))
  }
  return tokens
}

/** The i-th draw of a seed, in [0, 1). */
function uniform(seed: number, i: number): number {
  const words = new Uint32Array(4)
  philox4x32([i, 0, 0, 0x9e2], [seed | 0, Math.floor(seed / 2 ** 32)], words)
  return (words[0] ?? 0) / 2 ** 32
}

/**
 * The next token.
 * @param logits V of them
 * @param u uniform in [0, 1): the token is where the cumulative probability, the most likely first, passes it
 * @param temperature 0 takes the most likely token; equal logits go by the smaller id
 * @param topK how many of the most likely may be drawn; all by default
 * @throws RangeError for a temperature below 0 or a topK below 1
 */
export function chooseToken(logits: ArrayLike<number>, u: number, temperature: number, topK = logits.length): number {
  if (!(temperature >= 0)) throw new RangeError(`generate: temperature must be 0 or more, got ${temperature}`)
  if (!Number.isSafeInteger(topK) || topK < 1) throw new RangeError(`generate: topK must be a positive integer, got ${topK}`)
  const values = Array.from(logits)
  const byRank = values.map((_, id) => id).toSorted((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b)
  const candidates = byRank.slice(0, topK)
  const best = candidates[0] ?? 0
  if (temperature === 0) return best
  const weights = candidates.map((id) => Math.exp(((values[id] ?? 0) - (values[best] ?? 0)) / temperature))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let passed = 0
  for (const [rank, weight] of weights.entries()) {
    passed += weight / total
    if (u < passed) return candidates[rank] ?? best
  }
  return candidates.at(-1) ?? best
}
