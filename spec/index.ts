/** The catalogue: every law, room by room. The rulings that judge answers stand with their questions in `answers/`. */
import type { Spec } from './spec.ts'
import copyUnderL1 from './logistic/copy-under-l1.ts'
import copyUnderL2 from './logistic/copy-under-l2.ts'
import copyWithoutPenalty from './logistic/copy-without-penalty.ts'
import descent from './logistic/descent.ts'
import logisticFit from './logistic/fit.ts'
import logisticObjective from './logistic/objective.ts'
import logisticRefusals from './logistic/refusals.ts'
import scaledCopy from './logistic/scaled-copy.ts'
import separability from './logistic/separability.ts'
import betaBernoulli from './stats/beta-bernoulli.ts'
import coinArguments from './stats/coin-arguments.ts'
import coinEstimates from './stats/coin-estimates.ts'
import credibleInterval from './stats/credible-interval.ts'
import estimatorRisk from './stats/estimator-risk.ts'
import posteriorMode from './stats/posterior-mode.ts'

export const catalogue: Readonly<Record<string, readonly Spec[]>> = {
  coin: [...betaBernoulli, ...coinEstimates, ...posteriorMode, ...estimatorRisk, ...credibleInterval, ...coinArguments],
  logistic: [logisticObjective, logisticFit, descent, separability, logisticRefusals].flat(),
  copy: [copyWithoutPenalty, copyUnderL2, scaledCopy, copyUnderL1].flat(),
}
