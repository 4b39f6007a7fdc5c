/** The loss of a GPT-2 and its gradients: golden vectors, an independent float64 twin, and what must hold whatever the numbers. */
import fc from 'fast-check'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import type { Witness } from '../../judge/witness.ts'
import { batchFor, cases, closeGradients, wavesFor, type Case } from './any-model.ts'
import { checksums, golden, goldenBatch, goldenConfig, goldenWeights, maskedBatch, type Checksum } from './golden.ts'
import { truthOf } from './oracle.ts'

/** The golden file's rule for float32. */
const GOLDEN_LOSS = 2e-6

/** 100 float32 roundings of 6e-8 and some more: the bar of the project for every gradient, at any size. */
const FLOAT32 = 1e-5

/** Float32 gradients off by 1e-5 of their norm have sums of squares off by 2e-5 of it; a place-weighted sum by 1e-5 sqrt(n) norms. */
function closeChecksums(w: Witness, what: string, got: ArrayLike<number>, expected: Checksum): void {
  const { sumsq, ramp, first3 } = checksums(got)
  const norm = Math.max(Math.sqrt(expected.sumsq), 0.1)
  w.equal(
    `${what}: values`,
    got.length,
    expected.shape.reduce((product, extent) => product * extent, 1),
  )
  w.close(`${what}: sum of squares`, sumsq, expected.sumsq, 2 * FLOAT32 * norm * norm)
  w.close(`${what}: ramp`, ramp, expected.ramp, FLOAT32 * norm * Math.sqrt(got.length))
  w.close(`${what}: first values`, first3, expected.first3, FLOAT32 * norm)
}

const goldenVectors = law({
  id: 'gpt2.golden-vectors',
  says: 'on every engine the loss, the logits and all gradients of the tiny GPT-2 are those of PyTorch, with and without ignored targets',
  cites: 'golden/gpt2-tiny.json: PyTorch 2.15 in float64, agreeing with transformers 5.24 to 1e-15',
  needs: ['enginesHere', 'gpt2LossAndGradients', 'gpt2Logits'],
  holds: ({ enginesHere, gpt2LossAndGradients, gpt2Logits }, w) =>
    asyncOnce(async () => {
      const names = (await enginesHere()).map(({ name }) => name)
      w.measured('engines', names)
      for (const engine of names) {
        const whole = await gpt2LossAndGradients(goldenConfig, goldenWeights, goldenBatch, { engine })
        w.close(`${engine}: loss`, whole.loss, golden.loss, GOLDEN_LOSS)
        closeChecksums(
          w,
          `${engine}: logits`,
          await gpt2Logits(goldenConfig, goldenWeights, goldenBatch, { engine }),
          golden.logits,
        )
        for (const name of golden.order) closeChecksums(w, `${engine}: ${name}`, whole.gradients[name] ?? [], golden.grads[name]!)
        const masked = await gpt2LossAndGradients(goldenConfig, goldenWeights, maskedBatch, { engine })
        w.close(`${engine}: masked loss`, masked.loss, golden.masked.loss, GOLDEN_LOSS)
        for (const [name, sums] of Object.entries(golden.masked.grads)) {
          closeChecksums(w, `${engine}: masked ${name}`, masked.gradients[name] ?? [], sums)
        }
      }
    }),
})

const twin = law({
  id: 'gpt2.gradients-equal-the-float64-twin',
  says: 'for every shape, batch and choice of ignored targets the loss and all gradients are those of a float64 model, to float32 rounding',
  cites: 'Radford et al. 2019; the twin agrees with the golden vectors to 1e-11 and with finite differences',
  needs: ['gpt2LossAndGradients'],
  runs: 20,
  holds: ({ gpt2LossAndGradients }, w) =>
    fc.asyncProperty(cases, async (given) => compareWithTwin(w, gpt2LossAndGradients, given)),
})

async function compareWithTwin(
  w: Witness,
  subject: (...given: [Case['config'], Case['weights'], Case['batch']]) => unknown,
  { config, weights, batch }: Case,
): Promise<void> {
  const truth = truthOf(config, weights, batch)
  const got = (await subject(config, weights, batch)) as { loss: number; gradients: Record<string, ArrayLike<number>> }
  w.close('loss', got.loss, truth.loss, FLOAT32)
  closeGradients(w, got.gradients, truth.gradients, FLOAT32)
}

/** Sizes at which implementations change their way: inner sizes above one block of 48, of 256, more tokens than one chunk of 512. */
const largeCases = [
  { why: 'C = 96: two blocks of 48 along K', vocabularySize: 30, contextLength: 6, channels: 96, heads: 3, layers: 1, rows: 2 },
  {
    why: 'C = 68, 4 C = 272: more than one block of 256',
    vocabularySize: 30,
    contextLength: 5,
    channels: 68,
    heads: 1,
    layers: 1,
    rows: 1,
  },
  {
    why: '640 tokens: more than one chunk of the head',
    vocabularySize: 13,
    contextLength: 64,
    channels: 4,
    heads: 1,
    layers: 1,
    rows: 10,
  },
]

const larger = law({
  id: 'gpt2.gradients-at-larger-sizes',
  says: 'the same holds beyond the sizes at which kernels and heads work in blocks',
  cites: 'as gpt2.gradients-equal-the-float64-twin; the block sizes are those of TensorFlow.js 4.22 and of common heads',
  needs: ['gpt2LossAndGradients'],
  holds: ({ gpt2LossAndGradients }, w) =>
    asyncTable(largeCases, ({ why: _why, rows, ...config }) =>
      compareWithTwin(w, gpt2LossAndGradients, {
        config,
        weights: wavesFor(config, 3),
        batch: batchFor(config, rows, config.contextLength, 3),
      }),
    ),
})

const smallCases = [
  { why: 'one position at all', vocabularySize: 3, contextLength: 1, channels: 4, heads: 2, layers: 1, rows: 3, length: 1 },
  { why: 'one of five positions', vocabularySize: 5, contextLength: 5, channels: 6, heads: 1, layers: 2, rows: 2, length: 1 },
  { why: 'heads of one column', vocabularySize: 2, contextLength: 3, channels: 4, heads: 4, layers: 1, rows: 1, length: 3 },
]

const smallest = law({
  id: 'gpt2.gradients-at-the-smallest-sizes',
  says: 'the same holds for rows of a single token, and for heads of a single column',
  cites: 'as gpt2.gradients-equal-the-float64-twin',
  needs: ['gpt2LossAndGradients'],
  holds: ({ gpt2LossAndGradients }, w) =>
    asyncTable(smallCases, ({ why: _why, rows, length, ...config }) =>
      compareWithTwin(w, gpt2LossAndGradients, {
        config,
        weights: wavesFor(config, 4),
        batch: batchFor(config, rows, length, 4),
      }),
    ),
})

const scaledLoss = law({
  id: 'gpt2.loss-scale-scales-gradients',
  says: 'a loss scale that is a power of two multiplies every gradient by it, bit for bit, and leaves the loss as it was',
  cites: 'a product with a power of two is exact in binary floating point, short of overflow and underflow',
  needs: ['gpt2LossAndGradients'],
  runs: 10,
  holds: ({ gpt2LossAndGradients }, w) =>
    fc.asyncProperty(cases, fc.constantFrom(2, 1024, 65_536, 1 / 4), async ({ config, weights, batch }, lossScale) => {
      const plain = await gpt2LossAndGradients(config, weights, batch)
      const scaled = await gpt2LossAndGradients(config, weights, batch, { lossScale })
      w.equal('loss', scaled.loss, plain.loss)
      for (const [name, values] of Object.entries(plain.gradients)) {
        w.equal(
          `gradient of ${name}`,
          Array.from(scaled.gradients[name] ?? []),
          Array.from(values, (x) => x * lossScale),
        )
      }
    }),
})

const causality = law({
  id: 'gpt2.no-look-ahead',
  says: 'the logits of a position depend on no later token, and on no other row',
  cites: 'the causal mask: attention of a position reaches itself and those before it',
  needs: ['gpt2Logits'],
  runs: 20,
  holds: ({ gpt2Logits }, w) =>
    fc.asyncProperty(cases, fc.nat(), async ({ config, weights, batch }, pick) => {
      const at = pick % batch.tokens.length
      const changed = batch.tokens.slice()
      changed[at] = (changed[at]! + 1) % config.vocabularySize
      const before = await gpt2Logits(config, weights, batch)
      const after = await gpt2Logits(config, weights, { ...batch, tokens: changed })
      const row = Math.floor(at / batch.length)
      const v = config.vocabularySize
      w.equal('values', after.length, batch.tokens.length * v)
      for (let i = 0; i < batch.tokens.length; i += 1) {
        if (i >= at && Math.floor(i / batch.length) === row) continue
        w.close(`logits of position ${i}`, slice(after, i * v, (i + 1) * v), slice(before, i * v, (i + 1) * v), FLOAT32)
      }
      w.require(
        'the logits of the changed position change',
        slice(after, at * v, (at + 1) * v).some((x, j) => x !== before[at * v + j]),
        at,
      )
    }),
})

const slice = (values: ArrayLike<number>, from: number, to: number): number[] => Array.from(values).slice(from, to)

const refusals = law({
  id: 'gpt2.refuses-what-makes-no-sense',
  says: 'a token or target outside the vocabulary, a missing or misshapen parameter, a batch too long, and a batch without targets are refused with a RangeError',
  cites: 'the contract',
  needs: ['gpt2LossAndGradients'],
  holds: ({ gpt2LossAndGradients }, w) =>
    asyncTable(wrongInputs(), async ({ mention, config, weights, batch }) => {
      let said: unknown = 'no error'
      try {
        await gpt2LossAndGradients(config, weights, batch)
      } catch (error) {
        said = error
      }
      w.require(
        `a RangeError that mentions ${mention}`,
        said instanceof RangeError && said.message.includes(mention),
        String(said),
      )
    }),
})

function wrongInputs(): (Case & { readonly mention: string })[] {
  const config = { vocabularySize: 5, contextLength: 3, channels: 4, heads: 2, layers: 1 }
  const [weights, batch] = [wavesFor(config, 1), batchFor(config, 1, 3, 1)]
  const { 'h.0.mlp.c_fc.bias': _bias, ...fewer } = weights
  return [
    { mention: 'tokens[1]', config, weights, batch: { ...batch, tokens: Int32Array.of(0, 5, 1) } },
    { mention: 'tokens[2]', config, weights, batch: { ...batch, tokens: Int32Array.of(0, 4, -1) } },
    { mention: 'targets[0]', config, weights, batch: { ...batch, targets: Int32Array.of(7, 4, 1) } },
    { mention: 'targets[0]', config, weights, batch: { ...batch, targets: Int32Array.of(-1, 4, 1) } },
    { mention: 'h.0.mlp.c_fc.bias', config, weights: fewer, batch },
    { mention: 'ln_f.bias', config, weights: { ...weights, 'ln_f.bias': new Float32Array(5) }, batch },
    { mention: 'length', config, weights, batch: batchFor(config, 1, 4, 1) },
    { mention: 'heads', config: { ...config, heads: 3 }, weights, batch },
    { mention: 'target', config, weights, batch: { ...batch, targets: Int32Array.of(-100, -100, -100) } },
  ]
}

export default [goldenVectors, twin, larger, smallest, scaledLoss, causality, refusals]
