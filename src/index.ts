/** Table of contents of the reference implementation: named re-exports, room by room. */

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
