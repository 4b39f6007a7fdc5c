/** How a next token is chosen, and what a generated text depends on. */
import fc from 'fast-check'
import { asyncOnce, law, once } from '../../judge/spec.ts'
import { cases, wavesFor } from './any-model.ts'
import { truthOf } from './oracle.ts'

/** Logits on a grid, so that equal ones occur. */
const logits = fc.array(
  fc.integer({ min: -6, max: 6 }).map((x) => x / 2),
  { minLength: 1, maxLength: 12 },
)

/** u, evenly: a generator of doubles would mostly give the smallest ones. */
const anywhere = fc.integer({ min: 0, max: 9999 }).map((i) => i / 10_000)

const choice = law({
  id: 'generate.token-by-share',
  says: 'the k most likely tokens share the unit interval in the order of their likelihood, by exp(logit / temperature), and u lies in the share of the token',
  cites: 'softmax with temperature; top-k after Fan et al. 2018; the contract orders equals by id',
  needs: ['chooseToken'],
  reaches: ['fewer than all', 'equal logits'],
  holds: ({ chooseToken }, w) =>
    fc.property(logits, fc.constantFrom(0.25, 1, 3), fc.integer({ min: 1, max: 14 }), anywhere, (z, temperature, k, u) => {
      const order = z.map((_, id) => id).toSorted((a, b) => z[b]! - z[a]! || a - b)
      const candidates = order.slice(0, k)
      if (k < z.length) w.reached('fewer than all')
      if (new Set(z).size < z.length) w.reached('equal logits')
      const weights = candidates.map((id) => Math.exp(z[id]! / temperature))
      const total = weights.reduce((sum, x) => sum + x, 0)
      let end = 0
      const shares = candidates.map((id, i) => {
        const begin = end
        end += weights[i]! / total
        return { id, begin, end }
      })
      // At a border both neighbours are right: rounding decides.
      const right = shares.filter(({ begin, end: upper }) => u >= begin - 1e-12 && u < upper + 1e-12).map(({ id }) => id)
      w.require(
        `the token at u = ${u} is one of ${right.join(' or ')}`,
        right.includes(chooseToken(z, u, temperature, k)),
        chooseToken(z, u, temperature, k),
      )
    }),
})

const greedy = law({
  id: 'generate.greedy-takes-the-largest',
  says: 'at temperature 0, and with topK = 1 at any temperature, the token is the one with the largest logit, the first among equals',
  cites: 'the contract; the limit of the softmax',
  needs: ['chooseToken'],
  holds: ({ chooseToken }, w) =>
    fc.property(logits, anywhere, (z, u) => {
      const largest = z.indexOf(Math.max(...z))
      w.equal('temperature 0', chooseToken(z, u, 0), largest)
      w.equal('topK 1', chooseToken(z, u, 2, 1), largest)
    }),
})

const refusals = law({
  id: 'generate.refuses-what-makes-no-sense',
  says: 'a temperature below 0 and a topK below 1 are refused with a RangeError',
  cites: 'the contract',
  needs: ['chooseToken'],
  holds: ({ chooseToken }, w) =>
    once(() => {
      w.throws('temperature -1', RangeError, 'temperature', () => chooseToken([1, 2], 0.5, -1))
      w.throws('temperature NaN', RangeError, 'temperature', () => chooseToken([1, 2], 0.5, NaN))
      w.throws('topK 0', RangeError, 'topK', () => chooseToken([1, 2], 0.5, 1, 0))
      w.throws('topK 1.5', RangeError, 'topK', () => chooseToken([1, 2], 0.5, 1, 1.5))
    }),
})

const text = law({
  id: 'generate.each-token-is-the-likeliest',
  says: 'greedy text begins with its prompt, and each further token has the largest logit of a float64 model given the last tokens that fit the context',
  cites: 'the contract; the twin of gpt2.gradients-equal-the-float64-twin. Logits closer than 1e-4 may be taken either way',
  needs: ['gpt2Generate'],
  runs: 10,
  reaches: ['a text longer than the context'],
  holds: ({ gpt2Generate }, w) =>
    fc.asyncProperty(cases, async ({ config, weights, batch }) => {
      const prompt = Array.from(batch.tokens.subarray(0, 2))
      const count = config.contextLength + 1
      const tokens = await gpt2Generate(config, weights, prompt, { count, temperature: 0 })
      w.equal('length', tokens.length, prompt.length + count)
      w.equal('the prompt', tokens.slice(0, 2), prompt)
      for (let at = prompt.length; at < tokens.length; at += 1) {
        const context = Int32Array.from(tokens.slice(Math.max(0, at - config.contextLength), at))
        if (at > config.contextLength) w.reached('a text longer than the context')
        const { logits: all } = truthOf(config, weights, { rows: 1, length: context.length, tokens: context, targets: context })
        const last = all.slice(-config.vocabularySize)
        w.close(`logit of token ${at}, below the largest by`, Math.max(...last) - (last[tokens[at] ?? -1] ?? NaN), 0, 1e-4)
      }
    }),
})

const seeded = law({
  id: 'generate.text-is-a-function-of-its-seed',
  says: 'equal seeds give equal text; among 20 seeds some differ; and the first drawn token follows the softmax',
  cites: 'the contract; share of each token within five standard errors of 400 draws',
  needs: ['gpt2Generate'],
  holds: ({ gpt2Generate }, w) =>
    asyncOnce(async () => {
      const config = { vocabularySize: 4, contextLength: 6, channels: 4, heads: 2, layers: 1 }
      const weights = wavesFor(config, 11)
      const run = async (seed: number, count: number): Promise<readonly number[]> =>
        gpt2Generate(config, weights, [1, 2], { count, seed })
      w.equal('the same seed', await run(3, 6), await run(3, 6))
      const texts = await Promise.all(Array.from({ length: 20 }, (_, seed) => run(seed, 6)))
      w.require('seeds differ', new Set(texts.map((tokens) => tokens.join())).size > 1, texts[0])
      const n = 400
      const first = await Promise.all(Array.from({ length: n }, async (_, seed) => (await run(seed, 1))[2]))
      const tokens = Int32Array.of(1, 2)
      const last = truthOf(config, weights, { rows: 1, length: 2, tokens, targets: tokens }).logits.slice(-4)
      const powers = last.map(Math.exp)
      const total = powers.reduce((sum, x) => sum + x, 0)
      powers.forEach((power, token) => {
        const p = power / total
        w.close(`share of token ${token}`, first.filter((x) => x === token).length / n, p, 5 * Math.sqrt((p * (1 - p)) / n))
      })
    }),
})

export default [choice, greedy, refusals, text, seeded]
