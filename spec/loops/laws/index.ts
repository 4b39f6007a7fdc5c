/** The laws of loops. */
import { orderChangesByEpoch, ranksShareTheData } from './data.ts'
import { everythingIsSaved, oneRankWrites, runsCanBeResumed, savedModelLoads } from './files.ts'
import { everyEpochIsPrinted, oneRankPrints, printedLossIsTheMean } from './metrics.ts'
import { evaluatesWithoutDropout, luckChangesNothing, trainsWithDropout } from './modes.ts'
import { autocastWorks, gradientsStayFinite, lossIsComputedInFloat32 } from './precision.ts'
import { clipSeesTheTrueNorm } from './clip.ts'
import { namesAreDefined, runsToItsEnd, wrapsCanBeMade } from './faults.ts'
import {
  importedWrappersAreUsed,
  parametersAreSharded,
  ranksAgree,
  ranksExchangeGradients,
  ranksHaveTheirOwnDevices,
  wrappersStandAlone,
} from './ranks.ts'
import { oneScaler, scaleIsKept, scalerFollowsEveryUpdate, scalerStepsTrain } from './scaling.ts'
import {
  everyExampleTrains,
  everyRateIsPositive,
  gradientsStartAtZero,
  oneUpdateAGradient,
  optimizerHoldsTheModel,
  rateAsMeant,
  rateFollowsTheSchedule,
  updatesFollowTheMeanGradient,
} from './updates.ts'
import type { LoopLaw } from './law.ts'

/** Laws that compare a loop with what it is known to mean, and say nothing of a loop alone. */
export const lawsOfIntent: readonly LoopLaw[] = [rateAsMeant, everythingIsSaved]

export const loopLaws: readonly LoopLaw[] = [
  namesAreDefined,
  wrapsCanBeMade,
  runsToItsEnd,
  importedWrappersAreUsed,
  ranksExchangeGradients,
  parametersAreSharded,
  wrappersStandAlone,
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
  oneScaler,
  scaleIsKept,
  scalerFollowsEveryUpdate,
  scalerStepsTrain,
  oneUpdateAGradient,
  gradientsStartAtZero,
  updatesFollowTheMeanGradient,
  everyExampleTrains,
  rateFollowsTheSchedule,
  everyRateIsPositive,
  ranksAgree,
  printedLossIsTheMean,
  oneRankPrints,
  everyEpochIsPrinted,
  savedModelLoads,
  oneRankWrites,
  runsCanBeResumed,
  luckChangesNothing,
]
