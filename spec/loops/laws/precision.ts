/** Mixed precision: autocast, the loss, the scale, and the clip that must see true norms. */
import { round } from '../machine/rounding.ts'
import { normOver } from '../machine/truth.ts'
import { firstOf, type LoopLaw } from './law.ts'
import { roundingOf } from './updates.ts'

export const autocastWorks: LoopLaw = {
  id: 'loop.autocast-works',
  says: 'inside autocast the products are computed in half precision',
  cites: 'answer key T18: torch.cuda.amp.autocast turns itself off without CUDA',
  in: ({ dtype }) => dtype !== 'float32',
  speaksOf: ({ ranks }) => ranks.some(({ forwards }) => forwards.some(({ inRegion }) => inRegion)),
  holds(trace, w, { where }) {
    const inside = firstOf(trace).forwards.filter(({ inRegion }) => inRegion)
    const half = inside.filter(({ precision }) => precision !== 'float32')
    w.equal(`forward passes under autocast that compute in ${trace.setting.dtype}${where(inside[0]?.at)}`, half.length, inside.length)
  },
}

/** The least gain in accuracy that is worth a cast: half of a unit in the last place of float16. */
const LOSS_ERROR = 1e-3

export const lossIsComputedInFloat32: LoopLaw = {
  id: 'loop.loss-is-computed-in-float32',
  says: 'the loss is computed in float32, so that it is accurate and can receive the scale as its gradient',
  cites: 'answer key T17, corrected on PyTorch 2.15: a float16 loss receives the gradient 65536, which is infinite',
  speaksOf: ({ ranks }) => ranks.some(({ backwards }) => backwards.length > 0),
  holds(trace, w, { where }) {
    const { forwards, backwards } = firstOf(trace)
    const trained = forwards.filter((record) => record.trained)
    backwards.forEach(({ factor }, k) => {
      const { lossPrecision = 'float32', lossAt } = trained[k] ?? {}
      const received = round(factor, lossPrecision)
      w.require(
        `the ${lossPrecision} loss can receive its scale ${factor} as a gradient${where(lossAt)}`,
        Number.isFinite(received),
        `${received}: no gradient of batch ${k + 1} is finite`,
      )
    })
    for (const { loss = NaN, lossInFloat32 = NaN, lossPrecision, lossAt } of trained) {
      const what = `error of the ${lossPrecision} loss, ${loss} for ${lossInFloat32.toPrecision(7)}, relative${where(lossAt)}`
      w.close(what, Math.abs(loss - lossInFloat32) / lossInFloat32, 0, LOSS_ERROR)
    }
  },
}

export const gradientsStayFinite: LoopLaw = {
  id: 'loop.gradients-stay-finite',
  says: 'scaled gradients are finite but for a few batches at the start, after which the scale has been lowered',
  cites: 'answer key P6.20, P6.23',
  speaksOf: ({ ranks }) => ranks.some(({ scales }) => scales.length > 0),
  holds(trace, w, { where }) {
    const { backwards } = firstOf(trace)
    const infinite = backwards.filter(({ finite }) => !finite).length
    w.require(
      `of ${backwards.length} backward passes fewer than half overflow${where(backwards[0]?.at)}`,
      infinite < backwards.length / 2,
      `${infinite} that overflow`,
    )
  },
}

export const scaleIsKept: LoopLaw = {
  id: 'loop.scale-is-kept',
  says: 'the scale and the count of clean steps go on from one step to the next: each begins with what the update before it left',
  cites: 'answer key T11, P6.20: growth needs 2000 clean steps in a row, an overflow halves the scale for good',
  speaksOf: ({ ranks }) => ranks.some(({ scales }) => scales.some(({ enabled }) => enabled)),
  holds(trace, w, { where }) {
    const { scales, scalerUpdates } = firstOf(trace)
    w.measured('scale at each use', scales.map(({ scale }) => scale))
    w.require('the scaler is updated', scalerUpdates.length > 0, `0 updates in ${scales.length} uses`)
    const made = scales.at(-1)?.made ?? 1
    for (const [k, update] of scalerUpdates.entries()) {
      const next = scales.filter(({ order }) => order > update.order)[0]
      if (next === undefined) break
      const at = where(next.at)
      const because = made > 1 ? ` (${made} scalers were made)` : ''
      w.equal(`scale after update ${k + 1}${because}${at}`, next.scale, update.scale)
      w.equal(`clean steps counted after update ${k + 1}${because}${at}`, next.growth, update.growth)
    }
  },
}

export const scalerIsUpdatedOnce: LoopLaw = {
  id: 'loop.scaler-follows-every-update',
  says: 'the scaler is updated once after every step that it makes',
  cites: 'PyTorch: GradScaler.update',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.some(({ by }) => by === 'scaler')),
  holds(trace, w, { where }) {
    const { updates, scalerUpdates } = firstOf(trace)
    const steps = updates.filter(({ by }) => by === 'scaler')
    w.equal(`updates of the scaler${where(scalerUpdates[0]?.at)}`, scalerUpdates.length, steps.length)
  },
}

export const scalerStepsTrain: LoopLaw = {
  id: 'loop.scaler-steps-train',
  says: 'scaler.step moves the parameters in all but a few batches',
  cites: 'answer key T12, T15: a scale that is forgotten overflows again in every batch',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.some(({ by }) => by === 'scaler')),
  holds(trace, w, { where }) {
    const steps = firstOf(trace).updates.filter(({ by }) => by === 'scaler')
    const moved = steps.filter(({ skipped }) => !skipped)
    w.require(
      `more than half of ${steps.length} calls of scaler.step move the parameters${where(steps[0]?.at)}`,
      moved.length > steps.length / 2,
      `${moved.length} of ${steps.length}`,
    )
  },
}

export const clipSeesTheTrueNorm: LoopLaw = {
  id: 'loop.clip-sees-the-true-norm',
  says: 'clipping compares its threshold with the norm of the mean gradient over all ranks, after it was unscaled',
  cites: 'answer key T12, T16, T20, P6.12, P6.13, P6.15',
  speaksOf: ({ ranks }) => ranks.some(({ clips }) => clips.length > 0),
  holds(trace, w, { where }) {
    const count = Math.min(...trace.ranks.map(({ clips }) => clips.length))
    for (let k = 0; k < count; k += 1) {
      const all = trace.ranks.flatMap(({ clips }) => clips.slice(k, k + 1))
      const [first] = all
      const examples = all.flatMap(({ fresh }) => fresh)
      if (first === undefined || examples.length === 0) continue
      const norm = normOver(first.before, examples)
      const repeated = trace.ranks[0]?.clips.some((other, j) => j < k && other.updates === first.updates) === true
      if (repeated) continue
      for (const { seen, maxNorm, at } of all) {
        const overflowed = !Number.isFinite(seen) && firstOf(trace).updates[first.updates]?.skipped === true
        const effective = Number(((maxNorm * norm) / seen).toPrecision(4))
        const what = `norm that clip ${k + 1} sees, so that its threshold ${maxNorm} acts at ${effective}${where(at)}`
        if (!(overflowed && isUnscaled(trace, k))) w.close(what, seen / norm, 1, roundingOf(trace.setting))
      }
    }
  },
}

/** A clip of a gradient that overflowed under a scaler that backs off is harmless: the step is skipped. */
function isUnscaled(trace: Parameters<LoopLaw['holds']>[0], k: number): boolean {
  return trace.ranks.every(({ clips }) => clips[k]?.unscaled === true)
}
