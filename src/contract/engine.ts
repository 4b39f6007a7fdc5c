/**
 * The contract of the room `engine`: the operations that a GPT-2 is made of, on whichever backend of TensorFlow.js is there.
 *
 * M, K, N rows, inner size and columns of a product; G products in one call; B rows, T positions, C channels, H heads, D = C / H.
 */

/** Float32 values that live in the engine's memory, row-major. */
export interface Tensor {
  /** Sizes of the axes, the slowest first; [] for a single value. */
  readonly shape: readonly number[]
  /** Number of values, the product of `shape`. */
  readonly size: number
  /** Gives the memory back at once. */
  dispose(): void
}

/** `native`: the TensorFlow library through tfjs-node-gpu; `wasm`: WebAssembly with SIMD; `cpu`: plain JavaScript. */
export type EngineName = 'native' | 'wasm' | 'cpu'

/** The operations. None changes its arguments; each result is a new tensor that the caller, or the enclosing scope, disposes of. */
export interface Operations {
  /** A B, with either operand transposed first: (M, K) and (K, N), or G of each: (G, M, K) and (G, K, N). */
  readonly product: (a: Tensor, b: Tensor, transposeA?: boolean, transposeB?: boolean) => Tensor
  /** x W + b, with x (M, K), W (K, N), b (N). */
  readonly linear: (x: Tensor, weight: Tensor, bias: Tensor) => Tensor
  /** Sum of two tensors of one shape. */
  readonly add: (a: Tensor, b: Tensor) => Tensor
  /** Product, element by element, of two tensors of one shape. */
  readonly multiply: (a: Tensor, b: Tensor) => Tensor
  /** (M, N) -> (N), the sum over the rows. */
  readonly sumRows: (x: Tensor) => Tensor
  /** LayerNorm over the last axis: (x - mean) / sqrt(population variance + 1e-5) * gain + bias, x (M, C). */
  readonly layerNorm: (x: Tensor, gain: Tensor, bias: Tensor) => Tensor
  /** The gradients of `layerNorm` for x (M, C), gain (C) and bias (C), given dy (M, C). */
  readonly layerNormBackward: (
    x: Tensor,
    gain: Tensor,
    dy: Tensor,
  ) => { readonly dx: Tensor; readonly dGain: Tensor; readonly dBias: Tensor }
  /** x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))). */
  readonly gelu: (x: Tensor) => Tensor
  /** dy times the derivative of `gelu` at x. */
  readonly geluBackward: (x: Tensor, dy: Tensor) => Tensor
  /** (G, T, T): softmax of scale times the scores over the columns up to the row's own; 0 to the right of the diagonal. */
  readonly causalSoftmax: (scores: Tensor, scale: number) => Tensor
  /** The gradient for the scores, given p = causalSoftmax(scores, scale) and dp. */
  readonly causalSoftmaxBackward: (p: Tensor, dp: Tensor, scale: number) => Tensor
  /** (B T, P C) -> P tensors (B H, T, D): column part p, head h of row b becomes matrix b H + h of tensor p. */
  readonly splitHeads: (x: Tensor, parts: number, rows: number, heads: number) => readonly Tensor[]
  /** The inverse of `splitHeads`. */
  readonly joinHeads: (parts: readonly Tensor[], rows: number, heads: number) => Tensor
  /**
   * Cross-entropy of logits (M, V) against M targets: the loss of each row in nats, and scale times the gradient of their sum.
   * A row whose target is negative has loss 0 and gradient 0.
   */
  readonly crossEntropy: (
    logits: Tensor,
    targets: Int32Array,
    scale: number,
  ) => { readonly losses: Float32Array; readonly gradient: Tensor }
}

/** A correction of a backend's own kernel, compared with the plain kernel before the engine is handed out. */
export interface Fix {
  /** The kernel that is replaced. */
  readonly name: string
  /** What the backend's own kernel does wrong or slowly. */
  readonly cures: string
  /** Largest difference from the plain kernel in the check at start-up, relative to the largest expected value. */
  readonly worstDifference: number
}

/** A backend of TensorFlow.js, ready. */
export interface Engine extends Operations {
  /** The backend that runs. */
  readonly name: EngineName
  /** Why this backend runs: chosen or forced, and why those before it do not. */
  readonly reason: string
  /** What the backend itself says; the package's name says nothing about it. */
  readonly usesGpu: boolean
  /** Corrections in force, each with what its check at start-up found; none for a backend that needs none. */
  readonly fixes: readonly Fix[]
  /** Copies values to the engine. */
  readonly tensor: (values: Float32Array, shape: readonly number[]) => Tensor
  /** A tensor of values that must not change while it lives: not copied where the engine can read them where they are. */
  readonly borrow: (values: Float32Array, shape: readonly number[]) => Tensor
  /** A copy of a tensor's values. */
  readonly read: (tensor: Tensor) => Float32Array
  /** Copies a tensor's values into an array of the same size. */
  readonly readInto: (tensor: Tensor, out: Float32Array) => void
  /** A tensor whose values are those of `tensor` after `change`, which works in place; `tensor` itself is given back. */
  readonly rewrite: (tensor: Tensor, change: (values: Float32Array) => void) => Tensor
  /** A view of the same values under another shape of the same size. */
  readonly reshape: (tensor: Tensor, shape: readonly number[]) => Tensor
  /** Rows from `start` to `end` of a tensor (M, N). */
  readonly rows: (tensor: Tensor, start: number, end: number) => Tensor
  /** Runs `body` and gives every tensor made in it back, save those in its result. */
  readonly scope: <T>(body: () => T) => T
  /** Tensors alive now, over all engines of this thread. */
  readonly liveTensors: () => number
}

/** What an engine says of itself. */
export type EngineReport = Pick<Engine, 'name' | 'reason' | 'usesGpu' | 'fixes'>

/** Numbers with a shape, row-major. */
export interface NumberArray {
  /** Sizes of the axes, the slowest first. */
  readonly shape: readonly number[]
  /** As many as the product of `shape`. */
  readonly values: ArrayLike<number>
}

/** An operand of an operation: an array, a list of targets (whole numbers), a list of arrays, a number or a flag. */
export type Operand = NumberArray | Int32Array | readonly NumberArray[] | number | boolean

/** What the room `engine` offers. */
export interface EngineParts {
  /** The engines that start here, the preferred first. */
  enginesHere(): readonly EngineReport[] | Promise<readonly EngineReport[]>
  /**
   * Starts the named engine, or the first that starts.
   * @throws RangeError for an unknown name; Error with the reason when the engine that is named does not start
   */
  engineReport(name?: EngineName): EngineReport | Promise<EngineReport>
  /**
   * One operation on one engine; its results in the order in which `Operations` names them.
   * @throws RangeError when the operands do not fit each other
   */
  engineOperation(
    engine: EngineName,
    operation: keyof Operations,
    operands: readonly Operand[],
  ): readonly NumberArray[] | Promise<readonly NumberArray[]>
  /** x W for one tensor W whose values are rewritten in between: (M, K) times each of the (K, N). */
  productsOfRewrittenWeight(
    engine: EngineName,
    x: NumberArray,
    weights: readonly NumberArray[],
  ): readonly NumberArray[] | Promise<readonly NumberArray[]>
}
