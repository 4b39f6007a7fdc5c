/** Table of contents of the reference implementation: named re-exports, room by room. */

export { countGradientStep } from './complexity/count-gradient-step.ts'
export { recoverCost } from './complexity/recover-cost.ts'
export { classifyBound } from './complexity/classify-bound.ts'
export { backwardCost, forwardCost, lossCost, totalCost, updateCost } from './complexity/gradient-step-cost.ts'
