/** The gradient scaler: one for the whole run, whose state goes on from step to step. */
import { atLeast, firstOf, type LoopLaw } from './law.ts'
import type { Trace } from '../machine/trace.ts'

const scales = ({ ranks }: Trace): boolean => ranks.some((rank) => rank.scales.length > 0)

/** What one scaler would have come to by the overflows that were found: the scale, and the clean steps since it last moved. */
function onceKept(trace: Trace): { scale: number; growth: number } {
  const { scales: used, updates, scalerUpdates } = firstOf(trace)
  const steps = updates.filter(({ by }) => by === 'scaler').slice(0, scalerUpdates.length)
  let { scale = 1 } = used[0] ?? {}
  const { interval = Infinity } = used[0] ?? {}
  let growth = 0
  for (const { skipped } of steps) {
    if (skipped) scale /= 2
    growth = skipped ? 0 : growth + 1
    if (growth < interval) continue
    scale *= 2
    growth = 0
  }
  return { scale, growth }
}

export const oneScaler: LoopLaw = {
  id: 'loop.one-scaler',
  says: 'one scaler serves the whole run: it counts all clean steps and remembers all overflows',
  cites: 'PyTorch: GradScaler, growth_interval: the scale grows after 2000 clean steps in a row',
  speaksOf: scales,
  holds(trace, w, { where }) {
    const { scales: used, scalerUpdates } = firstOf(trace)
    const last = scalerUpdates.at(-1)
    w.measured(
      'scale at each use',
      used.map(({ scale }) => scale),
    )
    w.measured('scalers made', used.at(-1)?.made)
    if (last === undefined || used[0]?.enabled !== true) {
      w.equal(
        'scale of a scaler that is off, at each use',
        used.every(({ scale }) => scale === used[0]?.scale),
        true,
      )
      return
    }
    const right = onceKept(trace)
    const stuck = used.every(({ scale }) => scale === used[0]?.scale)
    const because =
      (used.at(-1)?.made ?? 1) > 1
        ? `, as ${used.at(-1)?.made} scalers are made${stuck ? ` and each begins at ${used[0].scale}` : ''}`
        : ''
    w.equal(`scale at the end, after ${scalerUpdates.length} updates${because}${where(used[0].at)}`, last.scale, right.scale)
    w.equal(
      `clean steps in a row that the scaler has counted at the end${because}${where(used[0].at)}`,
      last.growth,
      right.growth,
    )
  },
}

export const scaleIsKept: LoopLaw = {
  id: 'loop.scale-is-kept',
  says: 'each step uses the scale, and the count of clean steps, that the update before it left',
  cites: 'PyTorch: GradScaler.update',
  speaksOf: scales,
  holds(trace, w, { where }) {
    const { scales: used, scalerUpdates } = firstOf(trace)
    w.equal('the scaler is updated', scalerUpdates.length > 0, true)
    for (const [k, update] of scalerUpdates.entries()) {
      const next = used.find(({ order }) => order > update.order)
      if (next === undefined) break
      const at = where(update.at)
      w.equal(`scale in the step after update ${k + 1}, which left ${update.scale}${at}`, next.scale, update.scale)
      w.equal(
        `clean steps counted before step ${k + 2}, of which update ${k + 1} left ${update.growth}${at}`,
        next.growth,
        update.growth,
      )
    }
  },
}

export const scalerFollowsEveryUpdate: LoopLaw = {
  id: 'loop.scaler-follows-every-update',
  says: 'the scaler is updated once after every step that it makes',
  cites: 'PyTorch: GradScaler.update',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.some(({ by }) => by === 'scaler')),
  holds(trace, w, { where }) {
    const { updates, scalerUpdates } = firstOf(trace)
    const steps = updates.filter(({ by }) => by === 'scaler')
    w.equal(`updates of the scaler, by ${steps.length} steps${where(scalerUpdates[0]?.at)}`, scalerUpdates.length, steps.length)
  },
}

export const scalerStepsTrain: LoopLaw = {
  id: 'loop.scaler-steps-train',
  says: 'scaler.step moves the parameters in all but a few batches',
  cites:
    'PyTorch: GradScaler.step leaves out a step whose gradients are not finite; a scale that is forgotten overflows again in every batch',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.some(({ by }) => by === 'scaler')),
  holds(trace, w, { where }) {
    const steps = firstOf(trace).updates.filter(({ by }) => by === 'scaler')
    const moved = steps.filter(({ skipped }) => !skipped)
    const what = `calls of scaler.step that move the parameters, of ${steps.length} (it skips gradients that overflowed)${where(steps[0]?.at)}`
    atLeast(w, what, moved.length, Math.ceil(steps.length / 2))
  },
}
