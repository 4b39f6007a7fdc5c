/** The choice of a token at large logits and closed ends, and the options of a text. */
import fc from 'fast-check'
import { asyncOnce, law, once } from '../../judge/spec.ts'
import { wavesFor } from './any-model.ts'

/** The largest number below 1. */
const ALMOST_ONE = 1 - 2 ** -53

const large = law({
  id: 'generate.large-logits',
  says: 'logits in the thousands, and low temperatures, are shared out as small ones; a u just below 1 takes the least likely candidate',
  cites: 'a softmax does not change if a number is added to all logits',
  needs: ['chooseToken'],
  holds: ({ chooseToken }, w) =>
    fc.property(
      fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 1, max: 14 }),
      (halves, k) => {
        const z = halves.map((x) => x / 2)
        const order = z.map((_, id) => id).toSorted((a, b) => z[b]! - z[a]! || a - b)
        // its share is at least e^-6 / 12
        w.equal('u just below 1', chooseToken(z, ALMOST_ONE, 1, k), order.slice(0, k).at(-1))
        for (const shift of [-4096, 1024, 65_536]) {
          const shifted = z.map((x) => x + shift)
          for (const u of [0, 0.123456789, 0.987654321]) {
            w.equal(`logits + ${shift}, u = ${u}`, chooseToken(shifted, u, 1, k), chooseToken(z, u, 1, k))
          }
        }
        // neighbours are 1/2 apart: at temperature 1/1000 the largest alone has a share, equals in equal parts
        const best = order.filter((id) => z[id] === z[order[0]!]).slice(0, k)
        w.equal('at temperature 1/1000', chooseToken(z, (best.length - 0.5) / best.length, 1e-3, k), best.at(-1))
      },
    ),
})

const byDefault = law({
  id: 'generate.all-by-default',
  says: 'without topK every token may be drawn: of 60 equal ones each has a sixtieth',
  cites: 'the contract',
  needs: ['chooseToken'],
  holds: ({ chooseToken }, w) =>
    once(() => {
      const equal = new Float32Array(60)
      const ids = Array.from(equal, (_, i) => i)
      w.equal('tokens', ids.map((i) => chooseToken(equal, (i + 0.5) / 60, 1)), ids) // prettier-ignore
    }),
})

const options = law({
  id: 'generate.options',
  says: 'the prompt comes back whole, also one longer than the context, of which the last tokens count; topK 1 and a temperature near 0 take the likeliest token, whatever the seed; no token is none',
  cites: 'the contract; the limit of the softmax',
  needs: ['gpt2Generate'],
  holds: ({ gpt2Generate }, w) =>
    asyncOnce(async () => {
      const config = { vocabularySize: 7, contextLength: 4, channels: 4, heads: 2, layers: 1 }
      const weights = wavesFor(config, 11)
      const prompt = [1, 2, 3, 4, 5, 6, 0]
      const likeliest = await gpt2Generate(config, weights, prompt, { count: 5, temperature: 0 })
      w.equal('prompt', likeliest.slice(0, prompt.length), prompt)
      w.equal('tokens', likeliest.length, prompt.length + 5)
      const cut = await gpt2Generate(config, weights, prompt.slice(-4), { count: 5, temperature: 0 })
      w.equal('after the last tokens alone', likeliest.slice(prompt.length), cut.slice(4))
      w.equal('no token', await gpt2Generate(config, weights, prompt, { count: 0 }), prompt)
      for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
        w.equal('topK 1', await gpt2Generate(config, weights, prompt, { count: 5, temperature: 3, topK: 1, seed }), likeliest)
        w.equal('cold', await gpt2Generate(config, weights, prompt, { count: 5, temperature: 1e-5, seed }), likeliest)
      }
    }),
})

export default [large, byDefault, options]
