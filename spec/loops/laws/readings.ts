/** Readings of the machine: what a visualisation of memory and speed is made from. */
import { atLeast, type LoopLaw } from './law.ts'

export const everyRankTakesReadings: LoopLaw = {
  id: 'loop.every-rank-takes-readings',
  says: 'every rank takes a reading of memory or use in every epoch',
  cites: 'derived here: what a rank uses can be read on that rank only',
  speaksOf: () => true,
  holds(trace, w, { where }) {
    trace.ranks.forEach(({ metrics, epochsBegun }, rank) => {
      const times = new Set(metrics.map(({ epoch }) => epoch)).size
      atLeast(
        w,
        `epochs in which rank ${rank} takes a reading${where(metrics[0]?.at)}`,
        times,
        Math.max(1, new Set(epochsBegun).size),
      )
    })
  },
}
