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

// collectives: ranks that compute together
export { canonicalSum } from './collectives/canonical-sum.ts'
export { launchLocal, launchSimulated, runSimulated } from './collectives/launch-simulated.ts'
export { launchThreads, threadPool } from './collectives/threads/thread-pool.ts'
export { findMpi } from './collectives/mpi/find.ts'
export { readHosts } from './collectives/mpi/hosts.ts'
export { launchMpi } from './collectives/mpi/launch-mpi.ts'
export { localGroup } from './collectives/local-group.ts'
export { simulatedWorld } from './collectives/simulated-group.ts'
export { bytesSent } from './collectives/traffic.ts'
