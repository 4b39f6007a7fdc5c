/** The reference's trainer, for the command that trains with it. */
export { sameBitsAsSingle } from '../../src/parallel/micro-batches.ts'
export { readText } from '../../src/text/corpus.ts'
export { checkTraining, namedConfigs, readConfig } from '../../src/train/config.ts'
export { checkpointsIn, readCheckpoint, removePartial } from '../../src/train/checkpoint-folder.ts'
export { launchTraining } from '../../src/train/launch-training.ts'
export { METRICS_FILE, parseMetrics, readMetrics } from '../../src/train/metrics.ts'
export { ResourceMeter } from '../../src/train/resources.ts'
export { STOP_FILE } from '../../src/train/train-rank.ts'
