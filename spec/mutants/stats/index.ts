/** Every mutant of coins, arms and experiments. */
import type { Mutant } from '../../mutant.ts'
import bayesAb from './bayes-ab.ts'
import betaBernoulli from './beta-bernoulli.ts'
import compareArms from './compare-arms.ts'
import credibleInterval from './credible-interval.ts'
import estimatorRisk from './estimator-risk.ts'
import experiment from './experiment.ts'
import intervals from './intervals.ts'
import multiplicity from './multiplicity.ts'
import posteriorMode from './posterior-mode.ts'
import tails from './tails.ts'
import twoProportion from './two-proportion.ts'
import uncheckedArguments from './unchecked-arguments.ts'

const stats: readonly Mutant[] = [
  betaBernoulli,
  posteriorMode,
  estimatorRisk,
  credibleInterval,
  tails,
  twoProportion,
  intervals,
  bayesAb,
  multiplicity,
  compareArms,
  experiment,
  uncheckedArguments,
].flat()

export default stats
