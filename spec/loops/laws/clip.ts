/** Clipping: its threshold is compared with the true norm. */
import { normOver } from '../machine/truth.ts'
import { firstOf, near, type LoopLaw } from './law.ts'
import { roundingOf } from './updates.ts'
import type { ClipRecord, Trace } from '../machine/trace.ts'

export const clipSeesTheTrueNorm: LoopLaw = {
  id: 'loop.clip-sees-the-true-norm',
  says: 'clipping compares its threshold with the norm of the mean gradient over all ranks, after it was unscaled',
  cites: 'answer key T12, T16, T20, P6.12, P6.13, P6.15',
  speaksOf: ({ ranks }) => ranks.some(({ clips }) => clips.length > 0),
  holds(trace, w, { where }) {
    const seenAndTrue: [number, number][] = []
    for (const { all, examples, before } of clipsOf(trace)) {
      const norm = normOver(before, examples)
      for (const { seen, maxNorm, at, unscaled, updates } of all) {
        seenAndTrue.push([seen, norm])
        w.measured('norms that clipping saw, and the true ones', seenAndTrue)
        const skipped = firstOf(trace).updates[updates]?.skipped === true
        // A gradient that overflowed is clipped to nothing, and its step is skipped
        if (!Number.isFinite(seen) && unscaled && skipped) continue
        const acts = Number((maxNorm * (norm / seen)).toPrecision(4))
        const threshold = Number.isFinite(acts) ? `its threshold ${maxNorm} acts at ${acts}` : 'no gradient is left'
        const what = `norm that clipping sees, over the true norm ${norm.toPrecision(4)}, so that ${threshold}${where(at)}`
        near(w, what, seen / norm, 1, roundingOf(trace))
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
