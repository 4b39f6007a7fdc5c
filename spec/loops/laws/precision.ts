/** Mixed precision: what autocast computes in, and what the loss does. */
import { round } from '../machine/rounding.ts'
import { atMost, firstOf, type LoopLaw } from './law.ts'

export const autocastWorks: LoopLaw = {
  id: 'loop.autocast-works',
  says: 'inside autocast the products are computed in half precision',
  cites: 'PyTorch: torch.cuda.amp.autocast turns itself off without CUDA',
  in: ({ dtype }) => dtype !== 'float32',
  speaksOf: ({ ranks }) => ranks.some(({ forwards }) => forwards.some(({ inRegion }) => inRegion)),
  holds(trace, w, { where }) {
    const inside = firstOf(trace).forwards.filter(({ inRegion }) => inRegion)
    const half = inside.filter(({ precision }) => precision !== 'float32')
    w.equal(
      `of ${inside.length} forward passes under autocast, those in half precision${where(inside[0]?.at)}`,
      half.length,
      inside.length,
    )
  },
}

/** float16 rounds by 2^-11 at most, bfloat16 by 2^-8: a loss in bfloat16 is off by more. */
const LOSS_ERROR = 1e-3

export const lossIsComputedInFloat32: LoopLaw = {
  id: 'loop.loss-is-computed-in-float32',
  says: 'the loss is computed in float32, so that it is accurate and can receive the scale as its gradient',
  cites: 'PyTorch, Automatic Mixed Precision: losses autocast to float32; 65536, the first scale, is infinite in float16',
  speaksOf: ({ ranks }) => ranks.some(({ backwards }) => backwards.length > 0),
  holds(trace, w, { where }) {
    const { forwards, backwards } = firstOf(trace)
    const trained = forwards.filter((record) => record.trained)
    const received = backwards.map(({ factor }, k) => round(factor, trained[k]?.lossPrecision ?? 'float32'))
    const infinite = received.filter((gradient) => !Number.isFinite(gradient)).length
    const precision = trained[0]?.lossPrecision ?? 'float32'
    const at = where(trained[0]?.lossAt)
    const scale = backwards[0]?.factor
    w.equal(
      `batches in which the ${precision} loss overflows by its gradient, the scale ${scale}, of ${backwards.length}${at}`,
      infinite,
      0,
    )
    const errors = trained.map(({ loss = NaN, lossInFloat32 }) => relative(loss, lossInFloat32?.() ?? NaN))
    const worst = errors.indexOf(Math.max(...errors))
    const { loss = NaN, lossInFloat32 } = trained[worst] ?? {}
    w.measured('largest relative error of the loss', errors[worst])
    const exact = Number((lossInFloat32?.() ?? NaN).toPrecision(7))
    atMost(w, `relative error of the ${precision} loss (${loss} for ${exact})${at}`, errors[worst] ?? 0, LOSS_ERROR)
  },
}

function relative(x: number, right: number): number {
  return x === right ? 0 : Math.abs(x - right) / Math.abs(right)
}

export const gradientsStayFinite: LoopLaw = {
  id: 'loop.gradients-stay-finite',
  says: 'scaled gradients are finite but for a few batches at the start, after which the scale has been lowered',
  cites: 'PyTorch: GradScaler halves the scale after a step that overflowed',
  speaksOf: ({ ranks }) => ranks.some(({ scales }) => scales.length > 0),
  holds(trace, w, { where }) {
    const { backwards } = firstOf(trace)
    const infinite = backwards.filter(({ finite }) => !finite).length
    const what = `backward passes that overflow, of ${backwards.length}${where(backwards[0]?.at)}`
    atMost(w, what, infinite, Math.floor(backwards.length / 2))
  },
}
