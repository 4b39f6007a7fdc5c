/** The parameters of a GPT-2: how many, where they lie, and what they are before training. */
import fc from 'fast-check'
import type { Gpt2Config } from '../../../src/contract/model.ts'
import { law, once, table } from '../../judge/spec.ts'
import { shapesOf } from './oracle.ts'

/** Shapes without end: up to 8 heads, 6 layers, 300 words. */
const configs: fc.Arbitrary<Gpt2Config> = fc
  .record({
    heads: fc.integer({ min: 1, max: 8 }),
    width: fc.integer({ min: 1, max: 12 }),
    layers: fc.integer({ min: 1, max: 6 }),
    vocabularySize: fc.integer({ min: 1, max: 300 }),
    contextLength: fc.integer({ min: 1, max: 70 }),
  })
  .map(({ width, ...shape }) => ({ ...shape, channels: width * shape.heads }))

const published = [
  { model: 'gpt2', vocabularySize: 50_257, contextLength: 1024, channels: 768, heads: 12, layers: 12, count: 124_439_808 },
  {
    model: 'gpt2-medium',
    vocabularySize: 50_257,
    contextLength: 1024,
    channels: 1024,
    heads: 16,
    layers: 24,
    count: 354_823_168,
  },
  { model: 'gpt2-large', vocabularySize: 50_257, contextLength: 1024, channels: 1280, heads: 20, layers: 36, count: 774_030_080 },
  { model: 'gpt2-xl', vocabularySize: 50_257, contextLength: 1024, channels: 1600, heads: 25, layers: 48, count: 1_557_611_200 },
  { model: 'the submission', vocabularySize: 10_000, contextLength: 1024, channels: 256, heads: 8, layers: 6, count: 7_561_216 },
  { model: 'the golden vectors', vocabularySize: 11, contextLength: 5, channels: 8, heads: 2, layers: 2, count: 1888 },
]

const publishedCounts = law({
  id: 'gpt2.published-parameter-counts',
  says: 'the published GPT-2 models have 124,439,808 to 1,557,611,200 parameters',
  cites: 'the published checkpoints, whose head is the embedding; the submission and the golden file by their own count',
  needs: ['parameterCount'],
  holds: ({ parameterCount }, w) =>
    table(published, ({ model, count, ...config }) => w.equal(model, parameterCount(config), count)),
})

const countFormula = law({
  id: 'gpt2.parameter-count',
  says: 'a GPT-2 has V C + T C + L (12 C^2 + 13 C) + 2 C parameters, and that is what the shapes of its units add up to',
  cites: 'sum of the shapes of the published checkpoints',
  needs: ['parameterCount', 'unitsOf'],
  holds: ({ parameterCount, unitsOf }, w) =>
    fc.property(configs, (config) => {
      const { vocabularySize: v, contextLength: t, channels: c, layers: l } = config
      const count = v * c + t * c + l * (12 * c * c + 13 * c) + 2 * c
      w.equal('parameterCount', parameterCount(config), count)
      w.equal(
        'sum of the units',
        unitsOf(config).reduce((sum, { size }) => sum + size, 0),
        count,
      )
    }),
})

const units = law({
  id: 'gpt2.units-hold-every-parameter-once',
  says: 'the root and the blocks hold every parameter of the checkpoint once, close-packed, in the shape of the checkpoint, and are padded to a multiple of 2048',
  cites: 'the contract; names and shapes of the published checkpoints, written down a second time in the oracle',
  needs: ['unitsOf'],
  holds: ({ unitsOf }, w) =>
    fc.property(configs, (config) => {
      const all = unitsOf(config)
      w.equal(
        'units',
        all.map(({ name }) => name),
        ['root', ...Array.from({ length: config.layers }, (_, i) => `h.${i}`)],
      )
      const expected = new Map(shapesOf(config).map(([name, rows, cols]) => [name, rows === 1 ? [cols] : [rows, cols]]))
      // A matrix of one row stands in the oracle as a vector does.
      for (const name of ['wte.weight', 'wpe.weight'])
        expected.set(name, [name === 'wte.weight' ? config.vocabularySize : config.contextLength, config.channels])
      for (const layer of Array.from({ length: config.layers }, (_, i) => i)) {
        expected.set(`h.${layer}.attn.c_attn.weight`, [config.channels, 3 * config.channels])
        expected.set(`h.${layer}.attn.c_proj.weight`, [config.channels, config.channels])
        expected.set(`h.${layer}.mlp.c_fc.weight`, [config.channels, 4 * config.channels])
        expected.set(`h.${layer}.mlp.c_proj.weight`, [4 * config.channels, config.channels])
      }
      const found = new Map<string, readonly number[]>()
      for (const { name: unit, parameters, size, padded } of all) {
        let end = 0
        for (const { name, shape, offset } of parameters) {
          w.equal(`offset of ${name}`, offset, end)
          w.require(`${name} belongs to ${unit}`, name.startsWith('h.') ? name.startsWith(`${unit}.`) : unit === 'root', name)
          end += shape.reduce((product, extent) => product * extent, 1)
          found.set(name, [...shape])
        }
        w.equal(`size of ${unit}`, size, end)
        w.equal(`padded size of ${unit}`, padded, Math.ceil(size / 2048) * 2048)
      }
      w.equal('parameters and shapes', Object.fromEntries(found), Object.fromEntries(expected))
    }),
})

/** Large enough that a standard deviation is known to a percent. */
const drawn: Gpt2Config = { vocabularySize: 400, contextLength: 32, channels: 48, heads: 4, layers: 3 }

const initial = law({
  id: 'gpt2.initial-parameters',
  says: 'parameters begin as GPT-2 does: normal with deviation 0.02, the residual projections divided by sqrt(2 L), LayerNorm 1 and 0, biases 0, padding 0; a function of the seed',
  cites: 'Radford et al. 2019, section 2.3, and the published code; deviations: five standard errors of n normal draws',
  needs: ['initialise', 'unitsOf'],
  holds: ({ initialise, unitsOf }, w) =>
    table([1, 2, 2 ** 40 + 7], (seed) => {
      const flats = initialise(drawn, seed)
      const again = initialise(drawn, seed)
      const other = initialise(drawn, seed + 1)
      const seen = new Set<number>()
      for (const [u, { parameters, size, padded }] of unitsOf(drawn).entries()) {
        const flat = flats[u] ?? new Float32Array()
        w.equal('floats', flat.length, padded)
        w.equal('the same seed gives the same parameters', again[u], flat)
        w.require(
          'padding is 0',
          flat.subarray(size).every((x) => x === 0),
          u,
        )
        for (const { name, shape, offset } of parameters) {
          const values = flat.slice(offset, offset + shape.reduce((product, extent) => product * extent, 1))
          if (name.endsWith('.bias'))
            w.require(
              `${name} is 0`,
              values.every((x) => x === 0),
              name,
            )
          else if (/ln_\w+\.weight$/.test(name))
            w.require(
              `${name} is 1`,
              values.every((x) => x === 1),
              name,
            )
          else {
            const deviation = name.endsWith('c_proj.weight') ? 0.02 / Math.sqrt(2 * drawn.layers) : 0.02
            const n = values.length
            const mean = values.reduce((sum, x) => sum + x, 0) / n
            const square = values.reduce((sum, x) => sum + x * x, 0) / n
            const fourth = values.reduce((sum, x) => sum + x ** 4, 0) / n
            w.close(`mean of ${name}`, mean, 0, (5 * deviation) / Math.sqrt(n))
            w.close(`variance of ${name}`, square, deviation ** 2, 5 * deviation ** 2 * Math.sqrt(2 / n))
            // E x^4 = 3 sigma^4 with variance 96 sigma^8: a uniform distribution has 1.8.
            w.close(`fourth moment of ${name}`, fourth / deviation ** 4, 3, 5 * Math.sqrt(96 / n))
            const rival = other[u]?.subarray(offset, offset + n) ?? values
            const both = values.reduce((sum, x, i) => sum + x * (rival[i] ?? NaN), 0) / n
            w.close(`${name}: correlation with another seed`, both / deviation ** 2, 0, 5 / Math.sqrt(n))
            w.require(`${name} begins with other values than the matrices before it`, !seen.has(values[0] ?? NaN), values[0])
            seen.add(values[0] ?? NaN)
          }
        }
      }
    }),
})

const impossible = law({
  id: 'gpt2.impossible-shapes-are-refused',
  says: 'heads that do not divide the channels, sizes below 1 and dropout outside [0, 1) are refused with a RangeError that names the field',
  cites: 'the contract',
  needs: ['unitsOf', 'parameterCount'],
  holds: ({ unitsOf, parameterCount }, w) =>
    once(() => {
      const right: Gpt2Config = { vocabularySize: 5, contextLength: 3, channels: 4, heads: 2, layers: 1 }
      const wrong: readonly (readonly [string, Partial<Gpt2Config>])[] = [
        ['heads', { heads: 3 }],
        ['layers', { layers: 0 }],
        ['channels', { channels: 4.5 }],
        ['vocabularySize', { vocabularySize: NaN }],
        ['contextLength', { contextLength: -1 }],
        ['dropout', { dropout: 1 }],
        ['dropout', { dropout: -0.1 }],
      ]
      for (const [field, change] of wrong) {
        w.throws(`unitsOf with ${JSON.stringify(change)}`, RangeError, field, () => unitsOf({ ...right, ...change }))
        w.throws(`parameterCount with ${JSON.stringify(change)}`, RangeError, field, () =>
          parameterCount({ ...right, ...change }),
        )
      }
    }),
})

export default [publishedCounts, countFormula, units, initial, impossible]
