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

// complexity: what a gradient step costs, and what a claimed bound is worth
export { countGradientStep } from './complexity/count-gradient-step.ts'
export { recoverCost } from './complexity/recover-cost.ts'
export { classifyBound } from './complexity/classify-bound.ts'
export { backwardCost, forwardCost, lossCost, totalCost, updateCost } from './complexity/gradient-step-cost.ts'
