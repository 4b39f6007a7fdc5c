/** The gradient scaler: its state machine and what it says when it is misused, as PyTorch 2.15 has them. */
import { Fault } from './fault.ts'
import type { Optimizer } from './optimizer.ts'

/** What the scaler knows about one optimizer since the last update. */
interface Stage {
  stage: 'ready' | 'unscaled' | 'stepped'
  foundInf: boolean | undefined
}

export class Scaler {
  scale: number
  /** Clean steps since the scale last moved. */
  growth = 0
  readonly enabled: boolean
  readonly sharded: boolean
  readonly interval: number
  #used = false
  #stages = new Map<Optimizer, Stage>()

  constructor({
    enabled,
    initial,
    interval,
    sharded,
  }: {
    enabled: boolean
    initial: number
    interval: number
    sharded: boolean
  }) {
    this.enabled = enabled
    this.scale = enabled ? initial : 1
    this.interval = interval
    this.sharded = sharded
  }

  /** The factor on the loss. */
  use(): number {
    this.#used = true
    return this.scale
  }

  /** Divides the gradients by the scale. Returns whether any is not finite. */
  unscale(optimizer: Optimizer): boolean {
    if (!this.enabled) return false
    const stage = this.#stageOf(optimizer)
    if (stage.stage === 'unscaled')
      throw new Fault('error', 'RuntimeError: unscale_() has already been called on this optimizer since the last update().')
    if (stage.stage === 'stepped') throw new Fault('error', 'RuntimeError: unscale_() is being called after step().')
    if (!this.#used) throw new Fault('error', 'AssertionError: Attempted unscale_ but _scale is None.')
    stage.stage = 'unscaled'
    const gradients = optimizer.parameters.flatMap(({ gradient }) => (gradient === undefined ? [] : [gradient]))
    for (const gradient of gradients) gradient.forEach((x, i) => (gradient[i] = x / this.scale))
    if (gradients.length > 0) stage.foundInf = gradients.some((gradient) => gradient.some((x) => !Number.isFinite(x)))
    return stage.foundInf ?? false
  }

  /** Whether the gradients still have to be divided before a step. */
  needsUnscale(optimizer: Optimizer): boolean {
    return this.enabled && this.#stageOf(optimizer).stage === 'ready'
  }

  /** What another rank found counts here too. */
  share(optimizer: Optimizer, foundInf: boolean): void {
    const stage = this.#stageOf(optimizer)
    if (stage.foundInf !== undefined) stage.foundInf = foundInf
  }

  /** Before a step, after unscaling: whether the optimizer may step. */
  mayStep(optimizer: Optimizer): boolean {
    if (!this.enabled) return true
    const stage = this.#stageOf(optimizer)
    if (stage.stage === 'stepped')
      throw new Fault('error', 'RuntimeError: step() has already been called since the last update().')
    if (stage.foundInf === undefined) throw new Fault('error', 'AssertionError: No inf checks were recorded for this optimizer.')
    stage.stage = 'stepped'
    return !stage.foundInf
  }

  update(): void {
    if (!this.enabled) return
    if (!this.#used) throw new Fault('error', 'AssertionError: Attempted update but _scale is None.')
    const found = [...this.#stages.values()].flatMap(({ foundInf }) => (foundInf === undefined ? [] : [foundInf]))
    if (found.length === 0) throw new Fault('error', 'AssertionError: No inf checks were recorded prior to update.')
    if (found.includes(true)) {
      this.scale /= 2
      this.growth = 0
    } else {
      this.growth += 1
      if (this.growth === this.interval) {
        this.scale *= 2
        this.growth = 0
      }
    }
    this.#stages = new Map()
  }

  #stageOf(optimizer: Optimizer): Stage {
    const stage = this.#stages.get(optimizer) ?? { stage: 'ready', foundInf: undefined }
    this.#stages.set(optimizer, stage)
    return stage
  }
}
