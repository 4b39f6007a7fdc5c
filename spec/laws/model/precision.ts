/** Storage in half precision, emulated: what is stored is representable, close to float32, and overflows where the format does. */
import type { Precision } from '../../../src/contract/model.ts'
import { asyncOnce, asyncTable, law } from '../../judge/spec.ts'
import { batchFor, wavesFor } from './any-model.ts'

const config = { vocabularySize: 17, contextLength: 8, channels: 16, heads: 2, layers: 2 }
const [weights, batch] = [wavesFor(config, 5), batchFor(config, 2, 8, 5)]

/** Significant bits, the hidden one with them, and the exponent of the smallest subnormal. */
const formats: readonly { readonly precision: Precision; readonly bits: number; readonly least: number }[] = [
  { precision: 'float16', bits: 11, least: -24 },
  { precision: 'bfloat16', bits: 8, least: -133 },
]

/** The numbers of a format are whole multiples of its spacing at their size. */
function isStored(x: number, bits: number, least: number): boolean {
  if (x === 0 || !Number.isFinite(x)) return true
  const spacing = Math.max(Math.floor(Math.log2(Math.abs(x))) - bits + 1, least)
  return Number.isInteger(x / 2 ** spacing)
}

/** Gradients that go through one rounding and no sum afterwards: wte and wpe are summed over tokens in float32. */
const stored = (name: string): boolean => !/^w[tp]e\./.test(name)

const norm = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0))

const representable = law({
  id: 'precision.gradients-are-stored-in-the-format',
  says: 'in float16 and bfloat16 every weight gradient that is not summed further is a number of the format, and all gradients together are within a few of its roundings of float32',
  cites:
    'emulated storage: each stored result is rounded once; u = 2^-11 and 2^-8, some 30 roundings one after the other, which add like their square root',
  needs: ['gpt2LossAndGradients'],
  holds: ({ gpt2LossAndGradients }, w) =>
    asyncTable(formats, async ({ precision, bits, least }) => {
      const options = { precision, lossScale: 1024 }
      const exact = await gpt2LossAndGradients(config, weights, batch, { lossScale: 1024 })
      const { loss, gradients } = await gpt2LossAndGradients(config, weights, batch, options)
      const u = 2 ** -bits
      w.close('loss', loss, exact.loss, 30 * u)
      w.require('the loss is not that of float32', loss !== exact.loss, loss)
      const names = Object.keys(exact.gradients)
      for (const name of names.filter(stored)) {
        const odd = Array.from(gradients[name] ?? [NaN]).find((x) => !isStored(x, bits, least))
        w.equal(`value of ${name} that ${precision} does not have`, odd, undefined)
      }
      const all = names.flatMap((name) => Array.from(exact.gradients[name] ?? []))
      const off = norm(
        names.flatMap((name) => Array.from(exact.gradients[name] ?? [], (x, i) => x - (gradients[name]?.[i] ?? NaN))),
      )
      w.measured(`${precision}: relative error in roundings`, off / norm(all) / u)
      w.close('gradients, L2, relative', off / norm(all), 0, 10 * u)
    }),
})

const underflow = law({
  id: 'precision.loss-scale-cures-underflow',
  says: 'in float16 a loss divided by 2^14 loses gradients to underflow; scaled by 2^14 on top it does not; scaled by 2^24 gradients overflow to infinity',
  cites: 'Micikevicius et al. 2018: the smallest subnormal is 2^-24, and magnitudes from 65520 on become infinite',
  needs: ['gpt2LossAndGradients'],
  holds: ({ gpt2LossAndGradients }, w) =>
    asyncOnce(async () => {
      const zeros = async (lossScale: number): Promise<number> => {
        const { gradients } = await gpt2LossAndGradients(config, weights, batch, { precision: 'float16', lossScale })
        return Object.values(gradients).reduce((count, g) => count + Array.from(g).filter((x) => x === 0).length, 0)
      }
      const [small, cured] = [await zeros(2 ** -14), await zeros(1)]
      w.measured('gradients that are 0', { small, cured })
      w.require('underflow makes zeros that the scale avoids', small > 2 * cured, { small, cured })
      const huge = await gpt2LossAndGradients(config, weights, batch, { precision: 'float16', lossScale: 2 ** 24 })
      const infinite = Object.values(huge.gradients).some((g) => Array.from(g).some((x) => !Number.isFinite(x)))
      w.require('gradients overflow', infinite, infinite)
      const wide = await gpt2LossAndGradients(config, weights, batch, { precision: 'bfloat16', lossScale: 2 ** 24 })
      w.require(
        'bfloat16 has the range of float32',
        Object.values(wide.gradients).every((g) => Array.from(g).every(Number.isFinite)),
        2 ** 24,
      )
    }),
})

const logits = law({
  id: 'precision.logits-too',
  says: 'logits in float16 and bfloat16 are not those of float32, and within some of its roundings of them',
  cites: 'as precision.gradients-are-stored-in-the-format',
  needs: ['gpt2Logits'],
  holds: ({ gpt2Logits }, w) =>
    asyncTable(formats, async ({ precision, bits }) => {
      const exact = Array.from(await gpt2Logits(config, weights, batch))
      const got = Array.from(await gpt2Logits(config, weights, batch, { precision }))
      w.equal('values', got.length, exact.length)
      w.require('some logit is another', got.some((x, i) => x !== exact[i]), precision) // prettier-ignore
      w.close('L2, relative', norm(got.map((x, i) => x - (exact[i] ?? NaN))) / norm(exact), 0, 10 * 2 ** -bits)
    }),
})

export default [representable, underflow, logits]
