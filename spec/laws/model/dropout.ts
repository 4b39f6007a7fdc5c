/** What is dropped, and that the backward pass drops the same again. */
import fc from 'fast-check'
import type { DropoutKey, DropoutPlace } from '../../../src/contract/model.ts'
import { law, once, table } from '../../judge/spec.ts'
import { cases, closeGradients } from './any-model.ts'
import { truthOf } from './oracle.ts'

const places: readonly DropoutPlace[] = ['embedding', 'attention', 'attentionResidual', 'mlpResidual']

const keys: fc.Arbitrary<DropoutKey> = fc.record({ seed: fc.nat(), step: fc.nat(100_000), microBatch: fc.nat(1000) })

const factorsOf = law({
  id: 'dropout.keeps-the-mean',
  says: 'a factor is 0 with probability p and 1 / (1 - p) otherwise, whatever the key: its mean is 1',
  cites: 'Srivastava et al. 2014, scaled while training ("inverted"); share dropped within five standard errors',
  needs: ['dropoutFactors'],
  holds: ({ dropoutFactors }, w) =>
    fc.property(keys, fc.nat(11), fc.constantFrom(...places), fc.constantFrom(0, 0.1, 0.5, 0.9), (key, layer, place, p) => {
      const n = 4001
      const factors = Array.from(dropoutFactors(key, layer, place, n, p))
      const kept = Math.fround(1 / (1 - p))
      w.equal('factors', factors.length, n)
      w.require(
        'every factor is 0 or 1 / (1 - p)',
        factors.every((x) => x === 0 || Math.fround(x) === kept),
        factors.slice(0, 8),
      )
      const dropped = factors.filter((x) => x === 0).length
      w.close('share that is dropped', dropped / n, p, 5 * Math.sqrt((p * (1 - p)) / n))
    }),
})

const keyed = law({
  id: 'dropout.depends-on-its-key-alone',
  says: 'equal keys drop the same elements; another seed, step, micro-batch, layer or place drops others, as if drawn anew',
  cites: 'derived here: two independent choices agree with probability 1/2 at p = 1/2; within five standard errors',
  needs: ['dropoutFactors'],
  holds: ({ dropoutFactors }, w) =>
    table(places, (place) => {
      const n = 4000
      const key = { seed: 5, step: 7, microBatch: 3 }
      const base = Array.from(dropoutFactors(key, 2, place, n, 0.5))
      w.equal('the same key', Array.from(dropoutFactors({ ...key }, 2, place, n, 0.5)), base)
      w.equal('a shorter run of the same key', Array.from(dropoutFactors(key, 2, place, n / 2, 0.5)), base.slice(0, n / 2))
      const others: [string, ArrayLike<number>][] = [
        ['seed', dropoutFactors({ ...key, seed: 6 }, 2, place, n, 0.5)],
        ['seed beyond 32 bits', dropoutFactors({ ...key, seed: 5 + 2 ** 32 }, 2, place, n, 0.5)],
        ['step', dropoutFactors({ ...key, step: 8 }, 2, place, n, 0.5)],
        ['micro-batch', dropoutFactors({ ...key, microBatch: 4 }, 2, place, n, 0.5)],
        ['layer', dropoutFactors(key, 3, place, n, 0.5)],
        ...places
          .filter((other) => other !== place)
          .map((other): [string, ArrayLike<number>] => [other, dropoutFactors(key, 2, other, n, 0.5)]),
      ]
      for (const [what, factors] of others) {
        const alike = base.filter((x, i) => x === factors[i]).length
        w.close(`share that agrees under another ${what}`, alike / n, 0.5, 5 * Math.sqrt(0.25 / n))
      }
    }),
})

const refused = law({
  id: 'dropout.of-everything-is-refused',
  says: 'a probability outside [0, 1) is refused',
  cites: 'the contract',
  needs: ['dropoutFactors'],
  holds: ({ dropoutFactors }, w) =>
    once(() => {
      for (const p of [1, -0.1, NaN]) {
        w.throws(`p = ${p}`, RangeError, 'dropout', () =>
          dropoutFactors({ seed: 1, step: 0, microBatch: 0 }, 0, 'attention', 4, p),
        )
      }
    }),
})

const backward = law({
  id: 'gpt2.dropout-is-the-same-both-ways',
  says: 'with dropout the loss and all gradients are those of the float64 model with the same factors at the same places',
  cites: 'as gpt2.gradients-equal-the-float64-twin; a backward pass that computes a block again must drop the same again',
  needs: ['gpt2LossAndGradients', 'dropoutFactors'],
  runs: 15,
  holds: ({ gpt2LossAndGradients, dropoutFactors }, w) =>
    fc.asyncProperty(cases, keys, fc.constantFrom(0.1, 0.5), async ({ config, weights, batch }, key, dropout) => {
      const model = { ...config, dropout }
      const got = await gpt2LossAndGradients(model, weights, batch, { dropout: key })
      const truth = truthOf(model, weights, batch, (layer, place, size) => dropoutFactors(key, layer, place, size, dropout))
      w.close('loss', got.loss, truth.loss, 1e-5)
      closeGradients(w, got.gradients, truth.gradients, 1e-5)
      const still = await gpt2LossAndGradients(model, weights, batch)
      w.close('loss without a key: nothing is dropped', still.loss, truthOf(model, weights, batch).loss, 1e-5)
    }),
})

export default [factorsOf, keyed, refused, backward]
