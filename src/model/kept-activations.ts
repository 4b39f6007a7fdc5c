/** What blocks computed on the way to their outputs, kept for the backward pass as long as their inputs live. */
import type { Tensor } from '../contract/engine.ts'
import type { DropoutKey, Gpt2Config } from '../contract/model.ts'
import type { Inner } from './block.ts'

/** What they were computed with, besides the input. */
export interface ComputedWith {
  readonly flat: Float32Array
  readonly key: DropoutKey | undefined
}

interface Entry extends ComputedWith {
  readonly inner: Inner
  readonly tensors: readonly Tensor[]
}

/** Activations by the input of their block, up to a number of bytes. */
export class KeptActivations {
  readonly #limit: number
  readonly #entries = new Map<Tensor, Entry>()

  constructor(bytes: number) {
    this.#limit = bytes
  }

  /** Whether there is room for those of a block with this input, (B T, C). */
  hasRoomFor(x: Tensor, { channels, heads, contextLength }: Gpt2Config): boolean {
    let used = 0
    for (const [input, { tensors }] of this.#entries) {
      if (isDisposed(input)) this.#entries.delete(input)
      else used += tensors.reduce((sum, { size }) => sum + 4 * size, 0)
    }
    // Each position: 15 C for the stream in both halves, q, k, v and the perceptron, and twice its attention weights.
    return used + 4 * (x.shape[0] ?? 0) * (15 * channels + 2 * heads * contextLength) <= this.#limit
  }

  /** Keeps them until `x` is disposed of. */
  keep(x: Tensor, computedWith: ComputedWith, inner: Inner): void {
    const { attention, ...others } = inner
    const tensors = [...new Set<Tensor>([...Object.values<Tensor>({ ...attention }), ...Object.values(others)])]
    this.#entries.set(x, { ...computedWith, inner, tensors })
    const dispose = x.dispose.bind(x)
    x.dispose = () => {
      this.#entries.delete(x)
      for (const tensor of tensors) tensor.dispose()
      dispose()
    }
  }

  /** Those of the block with this input, if they are still there and were computed with the same. */
  of(x: Tensor, { flat, key }: ComputedWith): Inner | undefined {
    const entry = this.#entries.get(x)
    if (entry === undefined || entry.flat !== flat || entry.tensors.some(isDisposed)) return undefined
    return JSON.stringify(entry.key) === JSON.stringify(key) ? entry.inner : undefined
  }
}

/** Also by a scope around it, of which nobody else hears. */
function isDisposed(tensor: Tensor): boolean {
  return 'isDisposed' in tensor && tensor.isDisposed === true
}
