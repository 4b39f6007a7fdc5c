/** Training and evaluation mode, and luck. */
import type { ForwardRecord } from '../machine/trace.ts'
import { atMost, type LoopLaw } from './law.ts'

export const trainsWithDropout: LoopLaw = {
  id: 'loop.trains-in-training-mode',
  says: 'every forward pass that is trained on is in training mode, dropout and all',
  cites: 'PyTorch: Module.train',
  speaksOf: ({ ranks }) => ranks.some(({ forwards }) => forwards.some(({ trained }) => trained)),
  holds(trace, w, { where }) {
    for (const { forwards } of trace.ranks) {
      const trained = forwards.filter((record) => record.trained)
      const sober = trained.filter(({ dropout }) => !dropout)
      w.equal(`trained forward passes in training mode${where(sober[0]?.at)}`, trained.length - sober.length, trained.length)
    }
  },
}

/** Forward passes over batches that are not trained on. */
function evaluations(forwards: readonly ForwardRecord[]): ForwardRecord[] {
  const trained = new Set(forwards.filter((record) => record.trained).map(({ examples }) => examples))
  return forwards.filter(({ examples }) => !trained.has(examples))
}

export const evaluatesWithoutDropout: LoopLaw = {
  id: 'loop.evaluates-in-evaluation-mode',
  says: 'every forward pass that is not trained on is in evaluation mode, without dropout',
  cites: 'PyTorch: Module.eval',
  speaksOf: ({ ranks }) => ranks.some(({ forwards }) => evaluations(forwards).length > 0),
  holds(trace, w, { where }) {
    for (const { forwards } of trace.ranks) {
      const evaluated = evaluations(forwards)
      const drunk = evaluated.filter(({ dropout }) => dropout)
      w.equal(
        `forward passes of an evaluation in evaluation mode${where(drunk[0]?.at)}`,
        evaluated.length - drunk.length,
        evaluated.length,
      )
    }
  },
}

export const luckChangesNothing: LoopLaw = {
  id: 'loop.luck-changes-nothing',
  says: 'two runs end with the same parameters: a seed is set on every rank',
  cites: 'PyTorch, Reproducibility: torch.manual_seed',
  // Luck does not depend on the precision
  in: ({ dtype }) => dtype === 'float32',
  speaksOf: ({ ranks }) => ranks.some(({ updates }) => updates.length > 0),
  holds(trace, w, { rerun }) {
    const again = trace.dependsOnLuck ? rerun() : trace
    trace.ranks.forEach(({ parameters }, rank) => {
      const other = again.ranks[rank]?.parameters ?? []
      const apart = parameters.reduce(
        (most, x, i) => Math.max(most, Object.is(x, other[i]) ? 0 : Math.abs(x - (other[i] ?? NaN))),
        0,
      )
      atMost(w, `distance between the parameters of two runs (no seed is set, or not on every rank: rank ${rank})`, apart, 0)
    })
  },
}
