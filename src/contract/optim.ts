/**
 * Optimizers, clipping, loss scaling, schedules and half precision, as PyTorch defines them. Everything is a pure function of plain
 * arrays: no part changes its arguments. Where only "error at most" is said, a float64 array is worked in float64; a Float32Array is
 * worked in float64 inside one step and stored in float32.
 */

/** Parameters, gradients or moments, one number an element; the shape of a tensor is of no consequence to an optimizer. */
export type Floats = Float64Array | Float32Array

/** Hyper-parameters of Adam and AdamW. */
export interface AdamHyper {
  /** Learning rate, >= 0. */
  readonly lr: number
  /** Decay rates of the two moments, both in [0, 1); (0.9, 0.999) by default. */
  readonly betas?: readonly [number, number]
  /** Added to the root of the second moment, >= 0; 1e-8 by default. */
  readonly eps?: number
  /** >= 0; 0.01 by default in AdamW, 0 in Adam. */
  readonly weightDecay?: number
}

/** What Adam and AdamW carry from step to step. */
export interface AdamState {
  /** Steps taken. */
  readonly step: number
  /** First moment, as long as the parameters. */
  readonly m: Floats
  /** Second moment, as long as the parameters. */
  readonly v: Floats
}

/** Hyper-parameters of stochastic gradient descent. */
export interface SgdHyper {
  /** Learning rate, >= 0. */
  readonly lr: number
  /** >= 0; 0 by default. */
  readonly momentum?: number
  /** Needs a positive momentum; false by default. */
  readonly nesterov?: boolean
  /** >= 0, added to the gradient (L2); 0 by default. */
  readonly weightDecay?: number
}

/** What SGD carries from step to step: nothing before the first one, then the momentum buffer. */
export interface SgdState {
  /** Steps taken, >= 1. */
  readonly step: number
  /** As long as the parameters: the velocity that momentum keeps. */
  readonly buffer: Floats
}

/** New parameters and state after one step; arrays are of the type of the parameters. */
export interface Stepped<State> {
  /** As long as those given. */
  readonly params: Floats
  /** To be given to the next step. */
  readonly state: State
}

/** Gradients after clipping. */
export interface Clipped {
  /** Euclidean norm of all gradients together, before clipping; also where their squares are no float64 numbers. */
  readonly norm: number
  /** What every gradient was multiplied by: min(1, maxNorm / (norm + 1e-6)). 0 for an infinite norm, NaN for a NaN. */
  readonly coefficient: number
  /** As given, in the same order, each times `coefficient`. */
  readonly grads: readonly Floats[]
}

/** Learning rate over the steps of a run: a linear warm-up, then a decay to a floor. */
export interface Schedule {
  /** How it falls after the warm-up: not at all, along a line, or along half a cosine. */
  readonly kind: 'constant' | 'linear' | 'cosine'
  /** The largest rate, > 0. */
  readonly peak: number
  /** Steps of the warm-up, >= 0; step s of it has the rate peak (s + 1) / warmupSteps, so that no step is wasted at rate 0. */
  readonly warmupSteps: number
  /** Steps of the whole run, > warmupSteps: the decay reaches the floor at this step. Ignored by `constant`. */
  readonly totalSteps: number
  /** The rate from totalSteps on, in [0, peak]; 0 by default. Ignored by `constant`. */
  readonly floor?: number
}

/** Options of a loss scaler. */
export interface ScalerOptions {
  /** > 0; 65536 by default. */
  readonly initScale?: number
  /** > 1; 2 by default. */
  readonly growthFactor?: number
  /** In (0, 1); 0.5 by default. */
  readonly backoffFactor?: number
  /** Clean updates in a row before the scale grows, >= 1; 2000 by default. */
  readonly growthInterval?: number
}

/**
 * One call on a scaler. `scale` multiplies a loss; `unscale` looks for infinities and NaN in the gradients and
 * multiplies them by 1 / scale, rounded to float32: exact for a power of two, off by 2^-24 of the gradient else. `step` unscales if that was not done, and steps the optimizer unless something was found; `update` sets the scale for the next iteration.
 */
export type ScalerCall =
  | { readonly call: 'scale'; readonly loss: number }
  | { readonly call: 'unscale'; readonly grads: Floats; readonly storage?: 'float32' | 'float16' }
  /** `grads` are read where `unscale` was not called before. */
  | { readonly call: 'step'; readonly grads: Floats }
  | { readonly call: 'update' }

/** What a call left. */
export interface ScalerOutcome {
  /** Scale after the call, a float32 number. */
  readonly scale: number
  /** Clean updates in a row since the scale last changed. */
  readonly growthTracker: number
  /** The scaled loss, after `scale`. */
  readonly loss?: number
  /** The unscaled gradients: after `unscale`, and after a `step` that had to unscale. */
  readonly grads?: Floats
  /** After `step`: whether the optimizer stepped. */
  readonly stepped?: boolean
  /** A call that was out of order changes nothing; this is what PyTorch raises. */
  readonly error?: { readonly type: 'RuntimeError' | 'AssertionError' | 'ValueError'; readonly message: string }
}

/** A run of AdamW under a loss scaler. */
export interface ScaledRun {
  /** Where the run starts; a float64 array is worked in float64. */
  readonly params: Floats
  /** Of AdamW. */
  readonly hyper: AdamHyper
  /** PyTorch's own options where left out. */
  readonly scaler?: ScalerOptions
  /** Clips to this joint norm (> 0); without it nothing is clipped. */
  readonly maxNorm?: number
  /** What the scaled gradients are held in before they are unscaled: rounded to it, overflow included. The type of `params` by default. */
  readonly storage?: 'float32' | 'float16'
}

/** What one iteration left. */
export interface ScaledStep {
  /** After the iteration. */
  readonly params: Floats
  /** Undefined until the optimizer has stepped once. */
  readonly state: AdamState | undefined
  /** Norm of the unscaled gradient, before clipping. */
  readonly norm: number
  /** Scale under which the gradient of this iteration was computed. */
  readonly scale: number
  /** False if the gradient was not finite: `params` and `state` are those before. */
  readonly stepped: boolean
}

/**
 * Every part throws a RangeError that names the function, the rule and the value for hyper-parameters outside their ranges and for
 * arrays of unequal lengths. Errors of rounding stay below 1e-12 of the size of the numbers that are added.
 */
export interface Optimisation {
  /**
   * One step of AdamW (Loshchilov & Hutter 2019): params shrink by (1 - lr weightDecay), then
   * m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, params -= lr (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps).
   * @param state what the last step returned; `undefined` before the first
   */
  adamW(params: Floats, grads: Floats, state: AdamState | undefined, hyper: AdamHyper): Stepped<AdamState>
  /** One step of Adam (Kingma & Ba 2015) with L2: weightDecay times params is added to the gradient. */
  adam(params: Floats, grads: Floats, state: AdamState | undefined, hyper: AdamHyper): Stepped<AdamState>
  /**
   * One step of SGD: buffer = g at the first step, momentum buffer + g later; params -= lr buffer, with Nesterov
   * params -= lr (g + momentum buffer).
   */
  sgd(params: Floats, grads: Floats, state: SgdState | undefined, hyper: SgdHyper): Stepped<SgdState>

  /** Scales all gradients by one coefficient so that their joint norm is at most maxNorm (> 0). Smaller ones come back unchanged. */
  clipGradNorm(grads: readonly Floats[], maxNorm: number): Clipped

  /** The rate of step 0, 1, …; error at most 1e-15 of the peak. */
  learningRate(schedule: Schedule, step: number): number

  /** What a scaler in its first state leaves after each of the calls. */
  runScaler(options: ScalerOptions, calls: readonly ScalerCall[]): ScalerOutcome[]

  /**
   * One iteration for each of `grads`, the true gradients: multiplied by the scale and stored; unscaled once; clipped by their true norm;
   * one step of AdamW, or none if anything was infinite or NaN (then params and state are what they were); update of the scale.
   */
  runScaledSteps(run: ScaledRun, grads: readonly Floats[]): ScaledStep[]

  /** Every value rounded to the nearest float16 number, ties to even: subnormals kept, from 65520 on infinite. Bitwise. */
  toFloat16(values: Float32Array): Float32Array
  /** Every value rounded to the nearest bfloat16 number, ties to even. Bitwise. */
  toBfloat16(values: Float32Array): Float32Array
}
