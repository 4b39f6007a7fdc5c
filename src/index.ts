/** Table of contents of the reference implementation: named re-exports, room by room. */

// logistic: small dense data, exact solvers
export { appendCopy } from './logistic/dense-data.ts'
export { copiesAgainstPenalty } from './logistic/duplicate.ts'
export { fitLogistic } from './logistic/fit.ts'
export { descend } from './logistic/gradient-descent.ts'
export { fittedProbabilities, logisticGradient, logisticObjective } from './logistic/objective.ts'
export { largestCurvature } from './logistic/proximal.ts'
export { findSeparation } from './logistic/separability.ts'
export { rawWeights, standardise } from './logistic/standardise.ts'

// stats: a coin
export { mle, posterior, posteriorDensity, posteriorMean, posteriorMedian } from './stats/beta-bernoulli.ts'
export { clopperPearson, coverageOfEqualTailed, equalTailedInterval, highestDensityInterval } from './stats/credible-interval.ts'
export { mseOfMle, mseOfPosteriorMean, whereBayesWins } from './stats/estimator-risk.ts'
export { map, mapIn, mleIn } from './stats/posterior-mode.ts'

// stats: distribution functions
export {
  betaCdf,
  betaQuantile,
  betaUpperTail,
  chiSquareUpperTail,
  normalCdf,
  normalQuantile,
  normalUpperTail,
} from './stats/tails.ts'

// stats: arms against a control
export { probabilityBetter } from './stats/bayes-ab.ts'
export { compareWithControl } from './stats/compare-arms.ts'
export { dunnettCritical, loadings } from './stats/dunnett.ts'
export { familywiseErrorRate, patternProbability, rejectionProbability } from './stats/exact-rates.ts'
export { differenceInterval, wilsonInterval } from './stats/intervals.ts'
export { adjustPValues } from './stats/multiplicity.ts'
export { pValue } from './stats/p-value.ts'
export { peekingFalsePositiveRate } from './stats/peeking.ts'
export { nPerArm, powerOfPooledZ } from './stats/power.ts'
export { decidedFrom, rangesOfN } from './stats/range-of-n.ts'
export { gStatistic, homogeneityChiSquare, pooledZ, unpooledZ, yatesChiSquare } from './stats/two-proportion.ts'

// complexity: what a gradient step costs, and what a claimed bound is worth
export { recoverCost } from './complexity/recover-cost.ts'
export { classifyBound } from './complexity/classify-bound.ts'
export { backwardCost, forwardCost, lossCost, totalCost, updateCost } from './complexity/gradient-step-cost.ts'

// sparse data, and logistic regression over it
export { csrFloat32, csrFromDense, csrFromRows, csrFromTriplets, csrToDense, csrVerbatim, validateCsr } from './numeric/csr.ts'
export { randomCsr, randomLabels, randomWeights } from './numeric/random-csr.ts'
export { formatLibsvm } from './data/format-libsvm.ts'
export { readLibsvm, writeLibsvm } from './data/libsvm-file.ts'
export { parseLibsvm, parseLibsvmChunks } from './data/parse-libsvm.ts'
export { denseLossAndGradient } from './logistic/dense-gradient.ts'
export { sparseLossAndGradient } from './logistic/sparse-gradient.ts'
export { createKernel } from './logistic/sparse-kernel.ts'
export { allocateCsr } from './logistic/wasm/memory.ts'
export { countDenseStep, countLazyStep, countSparseStep, scaledWeights } from './logistic/operation-counts.ts'
export { eagerSgd, lazySgd, ScaledSgd } from './logistic/lazy-sgd.ts'

// optim: optimizers, clipping, loss scaling, schedules; half precision
export { adam, adamW } from './optim/adam.ts'
export { clipGradNorm } from './optim/clip.ts'
export { runScaler } from './optim/run-scaler.ts'
export { runScaledSteps } from './optim/scaled-steps.ts'
export { learningRate } from './optim/schedule.ts'
export { sgd } from './optim/sgd.ts'
export { toBfloat16, toFloat16 } from './numeric/half.ts'

// data: who sees which examples, and what is predicted from them
export { distributedIndices } from './data/distributed-indices.ts'
export { countRows, nextTokenBatch } from './data/next-token.ts'
export { randomOrder } from './data/random-order.ts'

// collectives: ranks that compute together
export { canonicalSum } from './collectives/canonical-sum.ts'
export { launchLocal, launchSimulated, runSimulated } from './collectives/launch-simulated.ts'
export { launchThreads, threadPool, waitingThreads } from './collectives/threads/thread-pool.ts'
export { findMpi } from './collectives/mpi/find.ts'
export { readHosts } from './collectives/mpi/hosts.ts'
export { launchMpi } from './collectives/mpi/launch-mpi.ts'
export { localGroup } from './collectives/local-group.ts'
export { simulatedWorld } from './collectives/simulated-group.ts'
export { bytesSent } from './collectives/traffic.ts'

// parallel: one model on several ranks
export { accumulateGradients, averageOverRanks, lossWeights, meanOfRankGradients } from './parallel/weights.ts'
export { countTargets } from './parallel/global-mean.ts'
export { shardedNorm } from './parallel/gradient-norm.ts'
export { stateBytes } from './parallel/memory.ts'
export { ownMicroBatches, sameBitsAsSingle } from './parallel/micro-batches.ts'
export { fullParameters, reshard } from './parallel/reshard.ts'
export { runningMeans } from './parallel/running-means.ts'
export { shardUnit } from './parallel/shard.ts'
export { stepBytes } from './parallel/step-bytes.ts'
export { trainOnRanks } from './train/train-on-ranks.ts'

// engine: the operations of a model on TensorFlow.js; loaded when an engine is asked for
export { startEngine } from './engine/engine.ts'
export { engineOperation, engineReport, enginesHere, productsOfRewrittenWeight } from './engine/operation.ts'

// model: GPT-2
export { loadGpt2, saveGpt2 } from './model/checkpoint-file.ts'
export { dropoutFactors } from './model/dropout.ts'
export { philoxWords } from './numeric/philox.ts'
export { chooseToken } from './model/generate.ts'
export { gpt2 } from './model/gpt2.ts'
export { initialise } from './model/initialise.ts'
export { gpt2Generate, gpt2Logits, gpt2LossAndGradients } from './model/loss-and-gradients.ts'
export { decodeSafetensors, encodeSafetensors } from './model/safetensors.ts'
export { parameterCount, unitsOf } from './model/units.ts'

// text: tokens
export { decodeTokens, encodeText } from './text/encode-text.ts'

// train: whole runs, and the checkpoints that they go on from
export { decodeCheckpoint, encodeCheckpoint } from './train/checkpoint-bytes.ts'
export { runTraining } from './train/run-training.ts'

// selection: which new examples to label
export { accuracyOf } from './selection/accuracy.ts'
export { compareMethods } from './selection/compare.ts'
export { pickClosest, pickRandom, pickWrongAndFarthest } from './selection/methods.ts'
export { fitRidgeLogistic, scoreStories } from './selection/ridge-logistic.ts'
export { drawStories } from './selection/stories.ts'
export { selectionTrial } from './selection/trial.ts'
