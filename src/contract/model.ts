/**
 * The contract of the room `model`: GPT-2, the units that its parameters are kept in, and its gradients.
 *
 * B rows, T positions, C channels, H heads, L layers, V vocabulary. All arrays are row-major.
 * Source: Radford et al. 2019; the names, shapes and orders are those of the published GPT-2 checkpoints.
 */

import type { EngineName, NumberArray, Tensor } from './engine.ts'

/** The shape of a GPT-2: pre-norm blocks, learned positions, tanh-GELU, LayerNorm epsilon 1e-5, head tied to `wte`. */
export interface Gpt2Config {
  /** V: token ids are 0 … V - 1. */
  readonly vocabularySize: number
  /** The most positions of a row, rows of `wpe`. */
  readonly contextLength: number
  /** C, a multiple of `heads`. */
  readonly channels: number
  /** H; each head has C / H columns. */
  readonly heads: number
  /** L. */
  readonly layers: number
  /** Probability in [0, 1) that an activation is dropped while training (embedding, attention, both residuals); 0 by default. */
  readonly dropout?: number
}

/** Where one parameter lies in its unit. */
export interface UnitParameter {
  /** The checkpoint's name: `wte.weight`, `h.0.attn.c_attn.weight` … */
  readonly name: string
  /** Linear weights are [inputs, outputs]: y = x W + b. */
  readonly shape: readonly number[]
  /** The first float, counted from the start of the unit. */
  readonly offset: number
}

/** Parameters that are gathered, sharded and updated together, as one flat array. */
export interface Unit {
  /** `root` (wte, wpe, ln_f; the head is tied to wte) or `h.0`, `h.1` … */
  readonly name: string
  /** In the checkpoint's order, without gaps from offset 0. */
  readonly parameters: readonly UnitParameter[]
  /** Floats used. */
  readonly size: number
  /** Floats kept: `size` rounded up to a multiple of 2048 = 256 x 8; the rest is 0 for ever. */
  readonly padded: number
}

/** B rows of T tokens, and what follows each of them. */
export interface MicroBatch {
  /** B. */
  readonly rows: number
  /** T, at most the context length. */
  readonly length: number
  /** B x T ids in [0, V). */
  readonly tokens: Int32Array
  /** B x T ids, already shifted: the token after each; -100 is ignored by the loss. */
  readonly targets: Int32Array
}

/** How results are stored between operations: rounded to this format (to nearest even); arithmetic is float32 always. */
export type Precision = 'float32' | 'bfloat16' | 'float16'

/** What the dropped activations depend on, and nothing else: equal keys drop the same elements on every rank and in every recomputation. */
export interface DropoutKey {
  /** A safe integer. */
  readonly seed: number
  /** Optimizer step. */
  readonly step: number
  /** Number of the micro-batch in its step, counted over all ranks. */
  readonly microBatch: number
}

/** Where activations are dropped: the sum of the embeddings, the attention weights, and what either half of a block adds to the stream. */
export type DropoutPlace = 'embedding' | 'attention' | 'attentionResidual' | 'mlpResidual'

/** How a next token is chosen. */
export interface GenerateOptions {
  /** Tokens to add. */
  readonly count: number
  /** Logits are divided by it; 0 takes the most likely token (the smallest id among equals). 1 by default. */
  readonly temperature?: number
  /** Only the k most likely tokens may be drawn; all by default. */
  readonly topK?: number
  /** Of the draws; 0 by default. */
  readonly seed?: number
}

/**
 * A GPT-2 on an engine, in the pieces that a strategy of parallel training needs: parameters come and go as flat arrays, one unit at a time.
 * Tensors are (B T, C) streams and belong to the caller; flat arrays are never changed unless named `gradient`.
 */
export interface Gpt2Model {
  /** The shape that it was made with. */
  readonly config: Gpt2Config
  /** `root`, then the blocks in forward order; flat arrays come in this order. */
  readonly units: readonly Unit[]
  /** The stream of a batch. Without a key nothing is dropped. */
  embed(root: Float32Array, batch: MicroBatch, key?: DropoutKey): Tensor
  /** The stream after block i. */
  block(i: number, flat: Float32Array, x: Tensor, rows: number, key?: DropoutKey): Tensor
  /** The gradient for x, given that for the block's output; writes the whole of `gradient`, padding included. Computes the block again. */
  blockBackward(
    i: number,
    flat: Float32Array,
    x: Tensor,
    dy: Tensor,
    rows: number,
    key: DropoutKey | undefined,
    gradient: Float32Array,
  ): Tensor
  /** Sum of the losses over the targets that count, in nats; no gradient. */
  loss(root: Float32Array, x: Tensor, batch: MicroBatch): number
  /** The same sum, never scaled, with the gradients of scale times it; writes the whole of `gradient`. */
  head(
    root: Float32Array,
    x: Tensor,
    batch: MicroBatch,
    scale: number,
    gradient: Float32Array,
  ): { readonly lossSum: number; readonly dx: Tensor }
  /** Adds the embedding's part to the root's gradient. */
  embedBackward(batch: MicroBatch, dx: Tensor, key: DropoutKey | undefined, gradient: Float32Array): void
  /** Logits of every position, B x T x V. */
  logits(flats: readonly Float32Array[], batch: Pick<MicroBatch, 'rows' | 'length' | 'tokens'>): Float32Array
  /** Logits of the last position of each row, B x V. */
  lastLogits(flats: readonly Float32Array[], batch: Pick<MicroBatch, 'rows' | 'length' | 'tokens'>): Float32Array
  /** `prompt` and the tokens that follow it; the context is the last `contextLength` tokens. */
  generate(flats: readonly Float32Array[], prompt: readonly number[], options: GenerateOptions): number[]
}

/** Arrays by checkpoint name. */
export type Weights = Readonly<Record<string, ArrayLike<number>>>

/** How a loss is computed; every field has a default. */
export interface LossOptions {
  /** The first that starts by default. */
  readonly engine?: EngineName
  /** `float32` by default. */
  readonly precision?: Precision
  /** None by default: nothing is dropped. */
  readonly dropout?: DropoutKey
  /** The loss is multiplied by it before the backward pass, and the gradients are not divided again; 1 by default. */
  readonly lossScale?: number
}

/** What one forward and backward pass gives. */
export interface LossAndGradients {
  /** Mean cross-entropy in nats over the targets that are not ignored; never scaled. */
  readonly loss: number
  /** d(loss x lossScale)/d(weight) by checkpoint name, in the weights' order; the tied `wte.weight` has the head's and the embedding's part. */
  readonly gradients: Readonly<Record<string, ArrayLike<number>>>
}

/** What a safetensors file holds. */
export interface SafetensorsContent {
  /** By name; float32 once read from a file. */
  readonly tensors: Readonly<Record<string, NumberArray>>
  /** Free text by key (`__metadata__` of the file); none by default. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** What the room `model` offers. */
export interface Gpt2Parts {
  /** Number of trainable values, V C + T C + L (12 C^2 + 13 C) + 2 C: the head is tied. */
  parameterCount(config: Gpt2Config): number
  /** `root`, then `h.0` … `h.(L-1)`, each with its parameters in the checkpoint's order, close-packed from offset 0. */
  unitsOf(config: Gpt2Config): readonly Unit[]
  /**
   * Random parameters, one flat array a unit, as GPT-2 begins: normal with standard deviation 0.02, divided by sqrt(2 L) in the
   * projections that add to the residual; biases 0; LayerNorm 1 and 0; padding 0. A function of (config, seed) alone.
   */
  initialise(config: Gpt2Config, seed: number): readonly Float32Array[]
  /**
   * Mean loss of a batch and its gradient for every parameter.
   * @param weights every parameter of the model, flat, by checkpoint name
   * @throws RangeError when a token or a target is outside the vocabulary, a parameter is missing or has another size, or nothing is left to predict
   */
  gpt2LossAndGradients(
    config: Gpt2Config,
    weights: Weights,
    batch: MicroBatch,
    options?: LossOptions,
  ): LossAndGradients | Promise<LossAndGradients>
  /** Logits of every position: B x T x V. Nothing is dropped. */
  gpt2Logits(
    config: Gpt2Config,
    weights: Weights,
    batch: Pick<MicroBatch, 'rows' | 'length' | 'tokens'>,
    options?: Pick<LossOptions, 'engine' | 'precision'>,
  ): ArrayLike<number> | Promise<ArrayLike<number>>
  /** `prompt` and `options.count` tokens after it; each depends on the last `contextLength` tokens before it alone. */
  gpt2Generate(
    config: Gpt2Config,
    weights: Weights,
    prompt: readonly number[],
    options: GenerateOptions & Pick<LossOptions, 'engine'>,
  ): readonly number[] | Promise<readonly number[]>
  /**
   * The next token: the k most likely, the most likely first and the smaller id first among equals, share the unit interval in
   * proportion to exp(logit / temperature); the token is the one whose share holds u.
   * @param u in [0, 1)
   * @param temperature 0 takes the most likely token
   * @param topK all by default
   * @throws RangeError for a temperature below 0 or a topK below 1
   */
  chooseToken(logits: ArrayLike<number>, u: number, temperature: number, topK?: number): number
  /**
   * The factors of the `size` activations of a place, over the whole micro-batch and row-major: (B T, C), or (B H, T, T) for `attention`:
   * 0 with probability `dropout`, else 1 / (1 - dropout). The embedding counts as layer 0; blocks count from 0.
   * @throws RangeError unless dropout is in [0, 1)
   */
  dropoutFactors(key: DropoutKey, layer: number, place: DropoutPlace, size: number, dropout: number): ArrayLike<number>
  /**
   * Random bits as a function of a place: the four unsigned words of Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC 2011).
   * @param counter four 32-bit words
   * @param key two 32-bit words
   */
  philoxWords(counter: ArrayLike<number>, key: ArrayLike<number>): Uint32Array
  /** The bytes of a safetensors file, in pieces: float32 values, tensors in the order given. */
  encodeSafetensors(content: SafetensorsContent): readonly Uint8Array[]
  /**
   * The tensors of a safetensors file: F64, F32, F16 and BF16 as float32; other types are left out.
   * @throws Error when the file is truncated, has bytes that belong to no tensor or to two, or is something else
   */
  decodeSafetensors(file: Uint8Array): SafetensorsContent
}
