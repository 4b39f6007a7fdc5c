/** What training on true gradients does: PyTorch's own curve, a loss near ln V at the start, and a batch learnt by heart. */
import type { Contract } from '../../../src/contract/index.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import { tracing } from '../../judge/trace.ts'
import { batchFor } from './any-model.ts'
import { goldenBatch, goldenConfig, goldenCurve, goldenWeights } from './golden.ts'

type Arrays = Record<string, Float64Array>

/** AdamW after Loshchilov and Hutter 2019 and PyTorch's clip_grad_norm_, in float64: the optimizer of the golden file. */
class ReferenceOptimizer {
  readonly #first: Arrays = {}
  readonly #second: Arrays = {}
  #step = 0

  /** Changes the weights in place; returns the gradient's norm before clipping. */
  step(weights: Arrays, gradients: Readonly<Record<string, ArrayLike<number>>>, hyper: typeof goldenCurve.hyper): number {
    const [beta1, beta2] = hyper.betas
    const squares = Object.values(gradients).map((g) => Array.from(g).reduce((sum, x) => sum + x * x, 0))
    const norm = Math.sqrt(squares.reduce((sum, x) => sum + x, 0))
    const clip = Math.min(1, hyper.clip / (norm + 1e-6))
    this.#step += 1
    for (const [name, w] of Object.entries(weights)) {
      const m = (this.#first[name] ??= new Float64Array(w.length))
      const v = (this.#second[name] ??= new Float64Array(w.length))
      w.forEach((x, i) => {
        const g = (gradients[name]?.[i] ?? NaN) * clip
        m[i] = beta1 * m[i]! + (1 - beta1) * g
        v[i] = beta2 * v[i]! + (1 - beta2) * g * g
        const root = Math.sqrt(v[i] / (1 - beta2 ** this.#step)) + hyper.eps
        w[i] = x * (1 - hyper.lr * hyper.weight_decay) - (hyper.lr * m[i]) / (1 - beta1 ** this.#step) / root
      })
    }
    return norm
  }
}

/** Training on the golden batch, as far as anybody has asked: both laws follow the same steps. */
class Training {
  readonly #lossAndGradients: Contract['gpt2LossAndGradients']
  readonly #weights = Object.fromEntries(Object.entries(goldenWeights).map(([name, values]) => [name, values.slice()]))
  readonly #optimizer = new ReferenceOptimizer()
  readonly #steps: { readonly loss: number; readonly norm: number }[] = []

  constructor(lossAndGradients: Contract['gpt2LossAndGradients']) {
    this.#lossAndGradients = lossAndGradients
  }

  /** The loss after so many steps, and the norm of the gradient there. */
  async after(steps: number): Promise<{ readonly loss: number; readonly norm: number }> {
    while (this.#steps.length <= steps) {
      const { loss, gradients } = await this.#lossAndGradients(goldenConfig, this.#weights, goldenBatch)
      // The key's part of c_attn.bias has the gradient 0: its rounding is not AdamW's to magnify.
      const clean = Object.fromEntries(
        Object.entries(gradients).map(([name, g]) => [name, name.endsWith('c_attn.bias') ? withoutKeys(g) : g]),
      )
      this.#steps.push({ loss, norm: this.#optimizer.step(this.#weights, clean, goldenCurve.hyper) })
    }
    return this.#steps[steps] as { loss: number; norm: number }
  }
}

const training = tracing(['gpt2LossAndGradients'], ({ gpt2LossAndGradients }) => new Training(gpt2LossAndGradients))

const curve = law({
  id: 'gpt2.golden-training-curve',
  says: 'sixty clipped AdamW steps on its gradients give the losses and norms that PyTorch gives, and the loss after them',
  cites:
    'golden/gpt2-tiny.json, train_clip1 (2.4302901, 2.0300065, 1.7772569, 1.5986179), and golden/gpt2-curve.json on to 0.0858178',
  needs: ['gpt2LossAndGradients'],
  holds: (subject, w) =>
    asyncOnce(async () => {
      const { losses, norms } = goldenCurve
      for (const [s, expected] of losses.entries()) {
        const { loss, norm } = await training(subject).after(s)
        w.close(`loss after ${s} steps`, loss, expected, 1e-5)
        // AdamW divides by the root of small second moments: what float32 rounds moves the norm by up to 1e-3 on the way.
        if (s < norms.length) w.close(`norm after ${s} steps`, norm, norms[s] ?? NaN, 5e-3)
      }
    }),
})

function withoutKeys(gradient: ArrayLike<number>): number[] {
  const c = gradient.length / 3
  return Array.from(gradient, (x, i) => (i >= c && i < 2 * c ? 0 : x))
}

const small = { vocabularySize: 256, contextLength: 16, channels: 32, heads: 4, layers: 2 }

const firstLoss = law({
  id: 'gpt2.first-loss-is-ln-v',
  says: 'before training the loss is within 0.2 of ln V: the first logits are nearly equal',
  cites: 'derived here: equal logits give every token the probability 1 / V',
  needs: ['gpt2LossAndGradients', 'initialise', 'unitsOf'],
  holds: ({ gpt2LossAndGradients, initialise, unitsOf }, w) =>
    asyncTable([1, 2, 3], async (seed) => {
      const flats = initialise(small, seed)
      const weights = Object.fromEntries(
        unitsOf(small).flatMap(({ parameters }, u) =>
          parameters.map(({ name, shape, offset }) => [
            name,
            (flats[u] ?? new Float32Array()).slice(offset, offset + shape.reduce((product, extent) => product * extent, 1)),
          ]),
        ),
      )
      const { loss } = await gpt2LossAndGradients(small, weights, batchFor(small, 4, 16, seed))
      w.close('loss', loss, Math.log(256), 0.2)
    }),
})

const byHeart = law({
  id: 'gpt2.learns-a-batch-by-heart',
  says: 'AdamW on its gradients brings the loss of one batch below 0.05 in 120 steps',
  cites: 'a smoke test of everything together, at a tiny size',
  needs: ['gpt2LossAndGradients'],
  holds: (subject, w) =>
    asyncOnce(async () => {
      const run = training(subject)
      let [steps, now] = [0, await run.after(0)]
      while (steps < 120 && !(now.loss < 0.05)) now = await run.after((steps += 1))
      w.measured('steps', steps)
      w.require('the loss is below 0.05', now.loss < 0.05, now.loss)
    }),
})

export default [curve, firstLoss, byHeart]
