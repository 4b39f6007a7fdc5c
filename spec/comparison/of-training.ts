/** The last step of one training run, as figures that comparisons have, too: what each rank did, what it keeps, what it sent. */
import type { Gpt2Config } from '../../src/contract/model.ts'
import type { StrategyName } from '../../src/contract/training-step.ts'
import type { RankReport } from '../../src/train/rank-report.ts'
import type { Figure } from '../report/figure.ts'
import { stepBytes, unitsOf } from '../subjects/training.ts'
import type { Measured } from './measured.ts'
import { gatheredWhen, shardMap } from './shard-map.ts'
import { lastRuns, timeline } from './timeline.ts'
import { bytesSent, memory } from './use.ts'

/** What a run with several ranks is, beside its reports. */
export interface RanksOfTraining {
  readonly strategy: StrategyName
  readonly model: Gpt2Config
  readonly microBatches: number
  /** By rank. */
  readonly reports: readonly RankReport[]
}

/** The figures of a run's last step; one rank alone has a timeline and its memory only. */
export function rankFigures(training: RanksOfTraining): Figure[] {
  const measured = measuredTraining(training)
  if (training.reports.length === 1) return [timeline(measured), memory(measured)]
  const maps = lastRuns(measured).map((run) => shardMap(measured, run))
  return [timeline(measured), memory(measured), ...maps, gatheredWhen(measured), bytesSent(measured)]
}

/** A run's last step as if it were a comparison of one strategy with nothing. */
function measuredTraining({ strategy, model, microBatches, reports }: RanksOfTraining): Measured {
  const units = unitsOf(model)
  const padded = units.reduce((sum, unit) => sum + unit.padded, 0)
  const kept = (units[0]?.padded ?? 0) + (units.length > 1 ? (units.at(-1)?.padded ?? 0) : 0)
  return {
    title: 'training',
    facts: [],
    ranks: reports.length,
    microBatches,
    units,
    apart: [],
    formulaBytes: { [strategy]: stepBytes(strategy, padded, reports.length, strategy === 'fsdp' ? kept : 0) },
    runs: [
      {
        strategy,
        round: 0,
        // Figures of the last step need no record but that there was one.
        records: [{ step: 1, loss: NaN, targets: NaN, gradientNorm: NaN, clipCoefficient: NaN, skipped: false, lossScale: NaN }],
        gpu: [],
        gradients: '',
        parameters: '',
        ranks: reports.map(({ spans, bytesSent: sent, ...state }) => ({
          ...state,
          spans: [spans],
          usage: [
            { memoryBytes: NaN, bytesSent: 0 },
            { memoryBytes: NaN, bytesSent: sent },
          ],
        })),
      },
    ],
  }
}
