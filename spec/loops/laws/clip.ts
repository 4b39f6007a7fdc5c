/** Clipping: its threshold is compared with the true norm. */
import { normOver } from '../machine/truth.ts'
import { firstOf, near, type LoopLaw } from './law.ts'
import { roundingOf } from './updates.ts'
import type { ClipRecord, Trace } from '../machine/trace.ts'

const SIZES = [1e3, 1e5, 1e7]
const LEFT =
  'share of an AdamW update that eps = 1e-8 leaves of a gradient that is clipped there, for 1e3, 1e5 and 1e7 parameters'

/** Of elements of one size that together have this norm, AdamW's first update is g / (g + 1e-8) of the learning rate. */
function leftByEpsilon(norm: number, parameters: number): number {
  const g = norm / Math.sqrt(parameters)
  return Number((g / (g + 1e-8)).toPrecision(4))
}

export const clipSeesTheTrueNorm: LoopLaw = {
  id: 'loop.clip-sees-the-true-norm',
  says: 'clipping compares its threshold with the norm of the mean gradient over all ranks, after it was unscaled',
  cites: 'PyTorch, Automatic Mixed Precision examples: unscale before clip_grad_norm_',
  speaksOf: ({ ranks }) => ranks.some(({ clips }) => clips.length > 0),
  holds(trace, w, { where }) {
    const seenAndTrue: [number, number][] = []
    const tolerance = roundingOf(trace)
    for (const { all, examples, before } of clipsOf(trace)) {
      const norm = normOver(before, examples)
      for (const { seen, maxNorm, at, unscaled, updates } of all) {
        seenAndTrue.push([seen, norm])
        w.measured('norms that clipping saw, and the true ones', seenAndTrue)
        const skipped = firstOf(trace).updates[updates]?.skipped === true
        // A gradient that overflowed is clipped to nothing, and its step is skipped
        if (!Number.isFinite(seen) && unscaled && skipped) continue
        // While gradients are still scaled, clipping leaves so little that Adam's epsilon counts
        if (seen > 100 * norm && Number.isFinite(seen))
          w.measured(LEFT, SIZES.map((size) => leftByEpsilon((maxNorm * norm) / seen, size))) // prettier-ignore
        const acts = Number((maxNorm * (norm / seen)).toPrecision(4))
        const threshold = Number.isFinite(acts) ? `its threshold ${maxNorm} acts at ${acts}` : 'no gradient is left'
        const what = `norm that clipping sees, over the true norm ${norm.toPrecision(4)}, so that ${threshold}${where(at)}`
        near(w, what, seen / norm, 1, tolerance)
      }
    }
  },
}

/** The clips of all ranks for each update; one that is done again for the same update is left to the law of updates. */
function clipsOf({ ranks }: Trace) {
  const count = Math.min(...ranks.map(({ clips }) => clips.length))
  return Array.from({ length: count }, (_, k) => {
    const all: ClipRecord[] = ranks.flatMap(({ clips }) => clips.slice(k, k + 1))
    const isAgain = ranks[0]?.clips.slice(0, k).some(({ updates }) => updates === all[0]?.updates) === true
    return { all, isAgain, examples: all.flatMap(({ fresh }) => fresh), before: all[0]?.before ?? new Float64Array() }
  }).filter(({ isAgain, examples }) => !isAgain && examples.length > 0)
}
