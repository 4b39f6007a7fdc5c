/** The numbers that `truth.md` states: what the submitted loop leaves when it is run, and what the reference computes. */
import { fileURLToPath } from 'node:url'
import { meanLoss, normOver } from '../../loops/machine/truth.ts'
import type { RankTrace, Trace } from '../../loops/machine/trace.ts'
import type { Setting } from '../../loops/setting.ts'
import type { Contract } from '../../../src/contract/index.ts'
import type { ScalerCall } from '../../../src/contract/optim.ts'
import type { Numbers } from '../truth.ts'
import { loopFrom } from './loop-file.ts'
import { traceOf } from './rulings.ts'

const submitted = fileURLToPath(new URL('../../../../spec/sheets/submitted-loop.py', import.meta.url))

/** The submission's model: GPT-2 with a context of 1024. */
const MODEL = { vocabularySize: 10_000, contextLength: 1024, channels: 256, heads: 8, layers: 6 } as const

const single: Setting = { strategy: 'single', ranks: 1, device: 'gpu', dtype: 'bfloat16' }
const MIB = 2 ** 20
/** Where float16 ends: its numbers here are 32 apart. */
const LARGEST_HALF = [65_440, 65_472, 65_504, 65_536]

export const numbers: Numbers = (reference) => {
  const { adamW, sgd, clipGradNorm, toFloat16, distributedIndices, stateBytes, stepBytes } = reference
  const left = (setting: Partial<Setting> = {}): Trace =>
    traceOf({ trainingLoop: loopFrom(submitted) }, { ...single, ...setting })
  const [usual, half, ranks] = [left(), left({ dtype: 'float16' }), left({ strategy: 'ddp', ranks: 2 })]
  const [rank, halfRank] = [first(usual), first(half)]
  const gradients = rank.updates.filter(({ fresh }) => fresh.length > 0)
  const [clip] = rank.clips
  const seen = clip === undefined ? NaN : clip.seen / normOver(clip.before, clip.fresh)
  const epoch = rank.forwards.filter((record) => record.epoch === 0 && record.loss !== undefined)
  const printed = rank.logs.find((line) => line.epoch === 0)?.values.find(({ from }) => from !== undefined)?.value
  const drawn = ranks.ranks.map(({ draws }) => draws.filter((draw) => draw.epoch === 0).flatMap(({ rows }) => rows))
  const parameters = reference.parameterCount(MODEL)
  const weight = Float64Array.of(1)
  const once = sgd(weight, Float64Array.of(0.5), undefined, { lr: 0.1 })
  const twice = sgd(once.params, Float64Array.of(0.5), once.state, { lr: 0.1 })
  const decoupled = adamW(weight, Float64Array.of(0.5), undefined, { lr: 0.1, weightDecay: 0.1 })
  const scaled = [Float64Array.of(3, 4).map((x) => x * 65_536), Float64Array.of(12 * 65_536)]
  const halves = toFloat16(Float32Array.from(LARGEST_HALF))
  const shares = [0, 1].map((own) => [...distributedIndices({ length: 10, ranks: 2, rank: own, shuffle: false })])
  return {
    'undefined names': usual.faults.filter(({ kind }) => kind === 'name').length,
    'gradients, and the step counter': [gradients.length, rank.updates.at(-1)?.counter ?? NaN],
    'sgd, lr 0.1, gradient 0.5, from 1: once, twice': [once.params[0] ?? NaN, twice.params[0] ?? NaN],
    'norm that clipping sees, over the true norm': seen,
    'where its threshold of 1 acts': 1 / seen,
    'gradient (3, 4, 12): norm, and after clipping to 1': [
      clipGradNorm([Float64Array.of(3, 4), Float64Array.of(12)], 1).norm,
      ...clipGradNorm([Float64Array.of(3, 4), Float64Array.of(12)], 1).grads.flatMap((each) => [...each]),
    ],
    'the same scaled by 65536, clipped, then unscaled': clipGradNorm(scaled, 1).grads.flatMap((each) =>
      Array.from(each, (x) => x / 65_536),
    ),
    'the scale, and clean steps in a row before it grows': scaler(reference),
    'the largest float16 number': LARGEST_HALF.find((_, i) => halves[i + 1] === Infinity) ?? NaN,
    'scalers made, batches': [rank.scales.at(-1)?.made ?? NaN, gradients.length],
    'the scale as a float16 number': toFloat16(Float32Array.of(65_536))[0] ?? NaN,
    'float16: backward passes that overflow, of': [
      halfRank.backwards.filter(({ finite }) => !finite).length,
      halfRank.backwards.length,
    ],
    'float16: steps of the scaler that move the parameters': halfRank.updates.filter(
      ({ by, skipped }) => by === 'scaler' && !skipped,
    ).length,
    'float16: parameters at the end': halfRank.parameters.every((x) => Number.isNaN(x)) ? 'all NaN' : 'some numbers',
    'two processes: exchanges of gradients': ranks.collectives,
    'two processes: examples drawn in an epoch, different ones': [drawn.flat().length, new Set(drawn.flat()).size],
    'shares of 10 examples, two ranks': shares.map((share) => share.join(' ')),
    'printed loss, mean over the epoch': [printed ?? NaN, meanLoss(epoch, ({ loss }) => loss)],
    'AdamW, lr 0.1, decay 0.1, gradient 0.5, from 1': decoupled.params[0] ?? NaN,
    'decay a step': 0.1 * 0.1,
    'parameters of the model': parameters,
    'channels, tokens, context': [MODEL.channels, MODEL.vocabularySize, MODEL.contextLength],
    'MiB for parameters, gradients, moments: DDP, FSDP on 2, on 4': [
      stateBytes(parameters, 2, 'nothing') / MIB,
      stateBytes(parameters, 2, 'everything') / MIB,
      stateBytes(parameters, 4, 'everything') / MIB,
    ],
    'bytes a rank sends in a step, 4 ranks: DDP, FSDP': [stepBytes('ddp', parameters, 4), stepBytes('fsdp', parameters, 4)],
  }
}

/** The scale that a new scaler begins with, and the clean updates after which it grows. */
function scaler({ runScaler }: Pick<Contract, 'runScaler'>): number[] {
  const clean: ScalerCall[] = [{ call: 'scale', loss: 1 }, { call: 'step', grads: Float64Array.of(1) }, { call: 'update' }]
  const scales = runScaler({}, Array.from({ length: 2500 }, () => clean).flat()).flatMap(({ scale }, i) =>
    i % 3 === 2 ? [scale] : [],
  )
  const [initial = NaN] = scales
  return [initial, scales.findIndex((scale) => scale !== initial) + 1]
}

function first({ ranks: [rank] }: Trace): RankTrace {
  if (rank === undefined) throw new RangeError('numbers: a trace has a rank, got none')
  return rank
}
