/** A whole run as a function: in memory, in this thread. */
import { runSimulated } from '../collectives/launch-simulated.ts'
import type { Checkpoint, TrainingRecord, TrainingRequest, TrainingRun } from '../contract/train.ts'
import { startEngine } from '../engine/engine.ts'
import { corpusOf } from '../text/corpus.ts'
import { tokenizerOf } from '../text/encode-text.ts'
import { decodeCheckpoint, encodeCheckpoint } from './checkpoint-bytes.ts'
import { checkTraining } from './config.ts'
import { trainOnRank } from './loop.ts'

/** Trains from the start or from a checkpoint; see the contract. */
export async function runTraining(request: TrainingRequest): Promise<TrainingRun> {
  const { text, until, strategy = 'single', ranks = 1 } = request
  const config = checkTraining(request.config)
  const from = request.from === undefined ? undefined : decodeCheckpoint(request.from)
  const corpus = corpusOf(text, tokenizerOf(config.model.vocabularySize), config.validationShare)
  const engine = await startEngine(request.engine)
  const records: TrainingRecord[] = []
  let last: Checkpoint | undefined = from
  const run = { config, corpus, strategy, ...(until === undefined ? {} : { until }), ...(from === undefined ? {} : { from }) }
  const { failure } = await runSimulated(ranks, (group) =>
    trainOnRank(group, engine, run, {
      stepped: (record) => void (group.rank === 0 && records.push(record)),
      checkpoint: (checkpoint) => void (last = checkpoint),
    }),
  )
  if (failure !== undefined) throw new RangeError(`runTraining: rank ${failure.rank}: ${failure.reason}`)
  if (last === undefined) throw new RangeError(`runTraining: until must be at least 1, got ${until}`)
  return { records, checkpoint: encodeCheckpoint(last) }
}
