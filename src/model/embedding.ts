/** The beginning of a GPT-2: the row of `wte` for the token plus the row of `wpe` for the position, and the gradient of both. */
import type { MicroBatch } from '../contract/model.ts'

/** The stream of a batch, (B T, C), from the root's flat array; `wpeOffset` is where wpe begins. */
export function embedTokens(root: Float32Array, batch: MicroBatch, channels: number, wpeOffset: number): Float32Array {
  const { tokens, length } = batch
  const x = new Float32Array(tokens.length * channels)
  for (let i = 0; i < tokens.length; i += 1) {
    const word = (tokens[i] ?? 0) * channels
    const position = wpeOffset + (i % length) * channels
    for (let c = 0, to = i * channels; c < channels; c += 1, to += 1)
      x[to] = (root[word + c] ?? NaN) + (root[position + c] ?? NaN)
  }
  return x
}

/** Adds the gradient of the stream, dx (B T, C), to the rows that it came from, token by token in the order of the batch. */
export function embedTokensBackward(
  gradient: Float32Array,
  batch: MicroBatch,
  dx: Float32Array,
  channels: number,
  wpeOffset: number,
): void {
  const { tokens, length } = batch
  for (let i = 0; i < tokens.length; i += 1) {
    const word = (tokens[i] ?? 0) * channels
    const position = wpeOffset + (i % length) * channels
    for (let c = 0, from = i * channels; c < channels; c += 1, from += 1) {
      const d = dx[from] ?? NaN
      gradient[word + c] = (gradient[word + c] ?? NaN) + d
      gradient[position + c] = (gradient[position + c] ?? NaN) + d
    }
  }
}
