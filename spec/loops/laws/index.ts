/** The laws of loops. */
import { orderChangesByEpoch, ranksShareTheData } from './data.ts'
import { everythingIsSaved, oneRankWrites, runsCanBeResumed, savedModelLoads } from './files.ts'
import { everyEpochIsPrinted, oneRankPrints, printedLossIsTheMean } from './metrics.ts'
import { evaluatesWithoutDropout, luckChangesNothing, trainsWithDropout } from './modes.ts'
import {
  autocastWorks,
  clipSeesTheTrueNorm,
  gradientsStayFinite,
  lossIsComputedInFloat32,
  scaleIsKept,
  scalerIsUpdatedOnce,
  scalerStepsTrain,
} from './precision.ts'
import {
  importedWrappersAreUsed,
  ranksAgree,
  ranksExchangeGradients,
  ranksHaveTheirOwnDevices,
  runsToItsEnd,
} from './ranks.ts'
import {
  everyExampleTrains,
  oneUpdateAGradient,
  optimizerHoldsTheModel,
  rateAsMeant,
  rateFollowsTheSchedule,
  updatesFollowTheMeanGradient,
} from './updates.ts'
import type { LoopLaw } from './law.ts'

export const loopLaws: readonly LoopLaw[] = [
  runsToItsEnd,
  importedWrappersAreUsed,
  ranksExchangeGradients,
  ranksHaveTheirOwnDevices,
  optimizerHoldsTheModel,
  ranksShareTheData,
  orderChangesByEpoch,
  trainsWithDropout,
  evaluatesWithoutDropout,
  autocastWorks,
  lossIsComputedInFloat32,
  gradientsStayFinite,
  clipSeesTheTrueNorm,
  scaleIsKept,
  scalerIsUpdatedOnce,
  scalerStepsTrain,
  oneUpdateAGradient,
  updatesFollowTheMeanGradient,
  everyExampleTrains,
  rateFollowsTheSchedule,
  rateAsMeant,
  ranksAgree,
  printedLossIsTheMean,
  oneRankPrints,
  everyEpochIsPrinted,
  savedModelLoads,
  oneRankWrites,
  runsCanBeResumed,
  everythingIsSaved,
  luckChangesNothing,
]
