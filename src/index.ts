/** Table of contents of the reference implementation: named re-exports, room by room. */

// logistic: small dense data, exact solvers
export { appendCopy } from './logistic/dense-data.ts'
export { copiesAgainstPenalty, copyWeight, otherWeight } from './logistic/duplicate.ts'
export { fitLogistic } from './logistic/fit.ts'
export { descend } from './logistic/gradient-descent.ts'
export { fittedProbabilities, logisticGradient, logisticObjective } from './logistic/objective.ts'
export { largestCurvature } from './logistic/proximal.ts'
export { findSeparation } from './logistic/separability.ts'
export { rawWeights, standardise } from './logistic/standardise.ts'
