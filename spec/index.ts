/** The catalogue: every law, room by room. The rulings that judge answers stand with their questions in `answers/`. */
import type { Spec } from './spec.ts'
import boundAlgebra from './complexity/bound-algebra.ts'
import boundWitness from './complexity/bound-witness.ts'
import classifyBound from './complexity/classify-bound.ts'
import stepSlopes from './complexity/count-gradient-step.ts'
import gradientStepCost from './complexity/gradient-step-cost.ts'
import recoverCost from './complexity/recover-cost.ts'
import copyUnderL1 from './logistic/copy-under-l1.ts'
import copyUnderL2 from './logistic/copy-under-l2.ts'
import copyWithoutPenalty from './logistic/copy-without-penalty.ts'
import descent from './logistic/descent.ts'
import lazySgd from './logistic/lazy-sgd.ts'
import operationCounts from './logistic/operation-counts.ts'
import sparseGradient from './logistic/sparse-gradient.ts'
import sparseKernel from './logistic/sparse-kernel.ts'
import libsvm from './data/libsvm.ts'
import csr from './numeric/csr.ts'
import logisticFit from './logistic/fit.ts'
import logisticObjective from './logistic/objective.ts'
import logisticRefusals from './logistic/refusals.ts'
import scaledCopy from './logistic/scaled-copy.ts'
import separability from './logistic/separability.ts'
import betaBernoulli from './stats/beta-bernoulli.ts'
import coinArguments from './stats/coin-arguments.ts'
import coinEstimates from './stats/coin-estimates.ts'
import bayesAb from './stats/bayes-ab.ts'
import clopperPearson from './stats/clopper-pearson.ts'
import compareArms from './stats/compare-arms.ts'
import coverage from './stats/coverage.ts'
import credibleInterval from './stats/credible-interval.ts'
import decisionPatterns from './stats/decision-patterns.ts'
import estimatorRisk from './stats/estimator-risk.ts'
import exactTests from './stats/exact-tests.ts'
import intervals from './stats/intervals.ts'
import maximumLikelihood from './stats/maximum-likelihood.ts'
import multiplicity from './stats/multiplicity.ts'
import peeking from './stats/peeking.ts'
import posteriorMean from './stats/posterior-mean.ts'
import posteriorMode from './stats/posterior-mode.ts'
import power from './stats/power.ts'
import rangeOfN from './stats/range-of-n.ts'
import tails from './stats/tails.ts'
import twoProportion from './stats/two-proportion.ts'

export const catalogue: Readonly<Record<string, readonly Spec[]>> = {
  coin: [
    ...betaBernoulli,
    ...maximumLikelihood,
    ...posteriorMean,
    ...posteriorMode,
    ...coinEstimates,
    ...estimatorRisk,
    ...credibleInterval,
    ...clopperPearson,
    ...coverage,
    ...coinArguments,
  ],
  distributions: tails,
  arms: [twoProportion, exactTests, intervals, bayesAb].flat(),
  experiments: [multiplicity, compareArms, rangeOfN, power, decisionPatterns, peeking].flat(),
  complexity: [...classifyBound, ...boundAlgebra, ...boundWitness, ...recoverCost, ...stepSlopes, ...gradientStepCost],
  logistic: [logisticObjective, logisticFit, descent, separability, logisticRefusals].flat(),
  sparse: [csr, sparseGradient, sparseKernel, operationCounts, lazySgd, libsvm].flat(),
  copy: [copyWithoutPenalty, copyUnderL2, scaledCopy, copyUnderL1].flat(),
}
