/** The optimizers of loops, on parameters that may be whole or a rank's share. */
import type { OptimizerAction } from '../vocabulary.ts'

/** A tensor that an optimizer moves. `gradient` is undefined until a backward pass, and after it was zeroed to none. */
export interface Parameter {
  readonly name: string
  readonly value: Float64Array
  gradient: Float64Array | undefined
}

export interface State {
  steps: number
  readonly first: Float64Array
  readonly second: Float64Array
}

export class Optimizer {
  readonly parameters: readonly Parameter[]
  readonly rule: OptimizerAction['rule']
  readonly baseRate: number
  rate: number
  readonly #momentum: number
  readonly #decay: number
  readonly #betas: readonly [number, number]
  readonly #epsilon: number
  readonly states = new Map<Parameter, State>()
  /** The model that it was built over. */
  readonly model: string

  constructor(
    parameters: readonly Parameter[],
    model: string,
    { rule, betas, epsilon }: OptimizerAction,
    { rate, decay, momentum }: { rate: number | undefined; decay: number | undefined; momentum: number },
  ) {
    this.parameters = parameters
    this.model = model
    this.rule = rule
    this.baseRate = rate ?? 1e-3
    this.rate = this.baseRate
    this.#momentum = momentum
    this.#decay = decay ?? (rule === 'adamw' ? 0.01 : 0)
    this.#betas = betas ?? [0.9, 0.999]
    this.#epsilon = epsilon ?? 1e-8
  }

  /** The largest step counter: how many updates some parameter has had. */
  get counter(): number {
    return Math.max(0, ...[...this.states.values()].map(({ steps }) => steps))
  }

  zeroGradient(): void {
    for (const parameter of this.parameters) parameter.gradient = undefined
  }

  /** Moves the parameters that have a gradient; the others stay. */
  step(): void {
    for (const parameter of this.parameters) {
      const { value, gradient } = parameter
      if (gradient === undefined) continue
      const fresh = { steps: 0, first: new Float64Array(value.length), second: new Float64Array(value.length) }
      const state = this.states.get(parameter) ?? fresh
      this.states.set(parameter, state)
      state.steps += 1
      this.#move(value, gradient, state)
    }
  }

  #move(value: Float64Array, gradient: Float64Array, { steps, first, second }: State): void {
    const [b1, b2] = this.#betas
    const [unbias1, unbias2] = [1 - b1 ** steps, 1 - b2 ** steps]
    const decoupled = this.rule === 'adamw'
    for (let i = 0; i < value.length; i += 1) {
      const x = value[i] ?? 0
      const g = (gradient[i] ?? 0) + (decoupled ? 0 : this.#decay * x)
      const old = first[i] ?? 0
      if (this.rule === 'sgd') {
        first[i] = this.#momentum * old + g
        value[i] = x - this.rate * (first[i] ?? 0)
        continue
      }
      const mean = b1 * old + (1 - b1) * g
      const square = b2 * (second[i] ?? 0) + (1 - b2) * g * g
      first[i] = mean
      second[i] = square
      const decayed = decoupled ? x * (1 - this.rate * this.#decay) : x
      value[i] = decayed - (this.rate * (mean / unbias1)) / (Math.sqrt(square / unbias2) + this.#epsilon)
    }
  }
}
