/** Wrong counts, places, beginnings, factors, choices and files. */
import { dropoutFactors } from '../../../../src/model/dropout.ts'
import { chooseToken } from '../../../../src/model/generate.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../../src/model/safetensors.ts'
import { parameterCount, unitsOf } from '../../../../src/model/units.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const joined = (pieces: readonly Uint8Array[]): Uint8Array => Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)))

export default [
  {
    id: 'gpt2.counts-an-untied-head',
    fault: 'the head is counted as a matrix of its own',
    refutedBy: ['gpt2.parameter-count', 'gpt2.published-parameter-counts'],
    parts: { parameterCount: (config) => parameterCount(config) + config.vocabularySize * config.channels },
  },
  {
    id: 'gpt2.units-are-not-padded',
    fault: 'units are not padded',
    refutedBy: ['gpt2.units-hold-every-parameter-once'],
    parts: { unitsOf: (config) => unitsOf(config).map((unit) => ({ ...unit, padded: unit.size })) },
  },
  {
    id: 'gpt2.linear-weights-are-transposed',
    fault: 'linear weights are [outputs, inputs]',
    refutedBy: ['gpt2.units-hold-every-parameter-once'],
    parts: {
      unitsOf: (config) =>
        unitsOf(config).map((unit) => ({
          ...unit,
          parameters: unit.parameters.map((parameter) => ({ ...parameter, shape: parameter.shape.toReversed() })),
        })),
    },
  },
  {
    id: 'gpt2.final-norm-has-no-unit',
    fault: 'the final LayerNorm belongs to no unit',
    refutedBy: ['gpt2.units-hold-every-parameter-once', 'gpt2.parameter-count'],
    parts: {
      unitsOf: (config) =>
        unitsOf(config).map((unit) => {
          const parameters = unit.parameters.filter(({ name }) => !name.startsWith('ln_f'))
          const size = unit.name === 'root' ? unit.size - 2 * config.channels : unit.size
          return { ...unit, parameters, size, padded: Math.ceil(size / 2048) * 2048 }
        }),
    },
  },
  {
    id: 'gpt2.shapes-are-unchecked',
    fault: 'heads that do not divide the channels are accepted, and so is any other configuration',
    refutedBy: ['gpt2.impossible-shapes-are-refused'],
    parts: {
      unitsOf: (config) => unitsOf({ vocabularySize: 1, contextLength: 1, channels: 1, heads: 1, layers: config.layers || 1 }),
    },
  },
  {
    id: 'gpt2.initial-projections-are-unscaled',
    fault: 'the residual projections begin with the deviation of all others',
    refutedBy: ['gpt2.initial-parameters'],
    parts: {
      initialise: (config, seed) => {
        const flats = initialise(config, seed)
        const places = unitsOf(config).map(({ parameters }) => parameters.filter(({ name }) => name.endsWith('c_proj.weight')))
        places.forEach((parameters, unit) => {
          for (const { offset, shape } of parameters) {
            const size = shape.reduce((product, extent) => product * extent, 1)
            for (let i = offset; i < offset + size; i += 1) flats[unit]![i]! *= Math.sqrt(2 * config.layers)
          }
        })
        return flats
      },
    },
  },
  {
    id: 'gpt2.initial-parameters-ignore-the-seed',
    fault: 'every seed gives the same parameters',
    refutedBy: ['gpt2.initial-parameters'],
    parts: { initialise: (config) => initialise(config, 1) },
  },
  {
    id: 'gpt2.initial-parameters-are-large',
    fault: 'all parameters begin a hundred times too large',
    refutedBy: ['gpt2.initial-parameters', 'gpt2.first-loss-is-ln-v'],
    parts: { initialise: (config, seed) => initialise(config, seed).map((flat) => flat.map((x) => 100 * x)) },
  },
  {
    id: 'dropout.not-rescaled',
    fault: 'what is kept is not divided by 1 - p',
    refutedBy: ['dropout.keeps-the-mean', 'gpt2.dropout-is-the-same-both-ways'],
    parts: {
      dropoutFactors: (key, layer, place, size, p) =>
        Array.from(dropoutFactors(key, layer, place, size, p), (x) => (x === 0 ? 0 : 1)),
    },
  },
  {
    id: 'dropout.keeps-with-probability-p',
    fault: 'p is the probability to keep',
    refutedBy: ['dropout.keeps-the-mean', 'gpt2.dropout-is-the-same-both-ways'],
    parts: {
      dropoutFactors: (key, layer, place, size, p) =>
        p === 0
          ? new Float32Array(size)
          : Array.from(dropoutFactors(key, layer, place, size, 1 - p), (x) => (x === 0 ? 0 : 1 / (1 - p))),
    },
  },
  {
    id: 'dropout.same-in-every-layer',
    fault: 'every layer drops the same elements',
    refutedBy: ['dropout.depends-on-its-key-alone', 'gpt2.dropout-is-the-same-both-ways'],
    parts: { dropoutFactors: (key, _layer, place, size, p) => dropoutFactors(key, 0, place, size, p) },
  },
  {
    id: 'dropout.same-at-every-step',
    fault: 'every step drops the same elements',
    refutedBy: ['dropout.depends-on-its-key-alone'],
    parts: { dropoutFactors: (key, layer, place, size, p) => dropoutFactors({ ...key, step: 0 }, layer, place, size, p) },
  },
  {
    id: 'dropout.takes-probability-1',
    fault: 'a probability of 1 or more silently drops everything',
    refutedBy: ['dropout.of-everything-is-refused'],
    parts: {
      dropoutFactors: (key, layer, place, size, p) =>
        p >= 0 && p < 1 ? dropoutFactors(key, layer, place, size, p) : new Float32Array(size),
    },
  },
  {
    id: 'generate.temperature-multiplies',
    fault: 'logits are multiplied by the temperature',
    refutedBy: ['generate.token-by-share'],
    parts: { chooseToken: (logits, u, temperature, k) => chooseToken(logits, u, temperature === 0 ? 0 : 1 / temperature, k) },
  },
  {
    id: 'generate.one-token-beyond-top-k',
    fault: 'k + 1 tokens may be drawn',
    refutedBy: ['generate.token-by-share', 'generate.greedy-takes-the-largest'],
    parts: { chooseToken: (logits, u, temperature, k) => chooseToken(logits, u, temperature, k === undefined ? k : k + 1) },
  },
  {
    id: 'generate.last-of-equals-is-taken',
    fault: 'among equal logits the last is taken',
    refutedBy: ['generate.greedy-takes-the-largest'],
    parts: {
      chooseToken: (logits, u, temperature, k) =>
        temperature === 0
          ? Array.from(logits).lastIndexOf(Math.max(...Array.from(logits)))
          : chooseToken(logits, u, temperature, k),
    },
  },
  {
    id: 'generate.takes-any-temperature-and-top-k',
    fault: 'a negative temperature is taken for its absolute value, a topK below 1 for 1',
    refutedBy: ['generate.refuses-what-makes-no-sense'],
    parts: {
      chooseToken: (logits, u, temperature, k) =>
        chooseToken(logits, u, Math.abs(temperature) || 0, k === undefined ? k : Math.max(1, Math.round(k))),
    },
  },
  {
    id: 'safetensors.big-endian-length',
    fault: 'the length of the header is written with its largest byte first',
    refutedBy: ['safetensors.layout'],
    parts: {
      encodeSafetensors: (content) => {
        const [front = new Uint8Array(), ...rest] = encodeSafetensors(content)
        return [Uint8Array.from([...front.subarray(0, 8).toReversed(), ...front.subarray(8)]), ...rest]
      },
      decodeSafetensors: (file) => decodeSafetensors(Uint8Array.from([...file.subarray(0, 8).toReversed(), ...file.subarray(8)])),
    },
  },
  {
    id: 'safetensors.through-half',
    fault: 'values are written with the precision of float16',
    refutedBy: ['safetensors.every-bit-comes-back'],
    parts: {
      encodeSafetensors: ({ tensors, ...rest }) =>
        encodeSafetensors({
          ...rest,
          tensors: Object.fromEntries(
            Object.entries(tensors).map(([name, { shape, values }]) => {
              const bits = new Uint32Array(Float32Array.from(values).buffer).map((word) => word & 0xffffe000)
              return [name, { shape, values: new Float32Array(bits.buffer) }]
            }),
          ),
        }),
    },
  },
  {
    id: 'safetensors.from-the-start-of-the-buffer',
    fault: 'the bytes are taken from the start of the memory in which the file lies',
    refutedBy: ['safetensors.every-bit-comes-back'],
    parts: {
      decodeSafetensors: (file) => {
        const { tensors, ...rest } = decodeSafetensors(file)
        const read = (values: ArrayLike<number>): Float32Array =>
          new Float32Array(new Uint8Array(file.buffer).slice(0, 4 * values.length).buffer)
        return {
          ...rest,
          tensors: Object.fromEntries(
            Object.entries(tensors).map(([name, { shape, values }]) => [name, { shape, values: read(values) }]),
          ),
        }
      },
    },
  },
  {
    id: 'safetensors.half-is-bfloat16',
    fault: 'F16 is read as if it were BF16',
    refutedBy: ['safetensors.types-of-published-files'],
    parts: {
      decodeSafetensors: (file) => {
        const text = Buffer.from(file).toString('latin1')
        return decodeSafetensors(
          Buffer.from(
            text
              .replaceAll('"F16", ', '"BF16",')
              .replaceAll('"F16","shape":[2,1]', '"BF16","shape":[2,1]')
              .replace(/^./, (c) => (text.includes('"F16"') ? String.fromCodePoint(c.codePointAt(0)! + 1) : c)),
            'latin1',
          ),
        )
      },
    },
  },
  {
    id: 'safetensors.truncated-is-zero',
    fault: 'what is missing at the end of a file is taken for zeros',
    refutedBy: ['safetensors.truncated-files-are-refused'],
    parts: {
      decodeSafetensors: (file) => {
        const whole = file.length < 8 ? 0 : 8 + Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true))
        if (file.length <= whole || whole === 0) return decodeSafetensors(file)
        for (let more = 0; more < 64; more += 1) {
          try {
            return decodeSafetensors(joined([file, new Uint8Array(more)]))
          } catch {
            continue
          }
        }
        return decodeSafetensors(file)
      },
    },
  },
  {
    id: 'safetensors.leftover-bytes',
    fault: 'bytes that no tensor claims are passed over',
    refutedBy: ['safetensors.foreign-files-are-refused', 'safetensors.truncated-files-are-refused'],
    parts: {
      decodeSafetensors: (file) => {
        for (let fewer = 0; fewer < Math.min(64, file.length); fewer += 1) {
          try {
            return decodeSafetensors(file.subarray(0, file.length - fewer))
          } catch {
            continue
          }
        }
        return decodeSafetensors(file)
      },
    },
  },
] satisfies Mutant[]
