/** What a training loop does, thing by thing, and the laws that judge each. */
import type { Ruling } from '../../judge/spec.ts'
import { orderChangesByEpoch, ranksShareTheData } from '../../loops/laws/data.ts'
import { namesAreDefined, runsToItsEnd, wrapsCanBeMade } from '../../loops/laws/faults.ts'
import { oneRankWrites, runsCanBeResumed, savedModelLoads } from '../../loops/laws/files.ts'
import { oneRankPrints, printedLossIsTheMean } from '../../loops/laws/metrics.ts'
import { evaluatesWithoutDropout, luckChangesNothing, trainsWithDropout } from '../../loops/laws/modes.ts'
import { clipSeesTheTrueNorm } from '../../loops/laws/clip.ts'
import { autocastWorks, gradientsStayFinite, lossIsComputedInFloat32 } from '../../loops/laws/precision.ts'
import {
  importedWrappersAreUsed,
  parametersAreSharded,
  ranksAgree,
  ranksExchangeGradients,
  ranksHaveTheirOwnDevices,
  wrappersStandAlone,
} from '../../loops/laws/ranks.ts'
import { everyRankTakesReadings } from '../../loops/laws/readings.ts'
import { oneScaler, scaleIsKept, scalerFollowsEveryUpdate, scalerStepsTrain } from '../../loops/laws/scaling.ts'
import {
  everyExampleTrains,
  everyRateIsPositive,
  gradientsStartAtZero,
  oneUpdateAGradient,
  optimizerHoldsTheModel,
  rateFollowsTheSchedule,
  updatesFollowTheMeanGradient,
} from '../../loops/laws/updates.ts'
import { rulingOf, type Asked } from './rulings.ts'

interface Aspect {
  /** The item that stands for it where a sheet names none. */
  readonly item: string
  readonly means: string
  readonly rulings: readonly Ruling[]
}

function aspect(item: string, means: string, ...asked: readonly Asked[]): Aspect {
  return { item, means, rulings: asked.map((each) => rulingOf({ does: means, ...each })) }
}

const readings = { needs: ['readingsOfMemoryOrUse'] } as const

/** By the word that a sheet uses. The items of the submitted assignment are 1 to 18 and V1 to V3. */
export const aspects = {
  imports: aspect(
    '1',
    'imports and uses what it names',
    { law: namesAreDefined, tells: [importedWrappersAreUsed] },
    { law: importedWrappersAreUsed },
  ),
  ddp: aspect(
    '2',
    'trains by DDP',
    { law: ranksExchangeGradients, strategy: 'ddp' },
    { law: wrapsCanBeMade, strategy: 'ddp' },
    { law: wrappersStandAlone, strategy: 'ddp' },
    { law: ranksAgree, strategy: 'ddp' },
  ),
  fsdp: aspect(
    '3',
    'trains by FSDP',
    { law: wrapsCanBeMade, strategy: 'fsdp' },
    { law: parametersAreSharded, strategy: 'fsdp' },
    { law: wrappersStandAlone, strategy: 'fsdp' },
    { law: ranksExchangeGradients, strategy: 'fsdp' },
    { law: ranksAgree, strategy: 'fsdp' },
  ),
  device: aspect('4', 'moves the model to its device', { law: ranksHaveTheirOwnDevices }),
  optimizer: aspect('5', 'builds an optimizer over the parameters of the model', { law: optimizerHoldsTheModel }),
  data: aspect('6', 'draws shuffled batches', { law: ranksShareTheData }, { law: orderChangesByEpoch }),
  train: aspect('7', 'is in training mode', { law: trainsWithDropout }),
  batch: aspect('8', 'moves the batch and zeroes the gradients', { law: gradientsStartAtZero }, { law: runsToItsEnd }),
  forward: aspect('9', 'runs the forward pass under autocast', { law: autocastWorks }),
  loss: aspect('10', 'computes the loss', { law: lossIsComputedInFloat32 }),
  scaler: aspect('11', 'makes a gradient scaler', { law: oneScaler }),
  backward: aspect('12', 'scales the loss, and backward', { law: gradientsStayFinite }),
  clip: aspect('13', 'clips the gradient norm', { law: clipSeesTheTrueNorm }),
  'scaler-step': aspect('14', 'steps by the scaler', { law: scalerStepsTrain }),
  'scaler-update': aspect('15', 'updates the scaler', { law: scaleIsKept }, { law: scalerFollowsEveryUpdate }),
  'optimizer-step': aspect('16', 'steps the optimizer once a gradient', { law: oneUpdateAGradient }),
  log: aspect('17', 'prints the loss of an epoch', { law: printedLossIsTheMean }, { law: oneRankPrints }),
  save: aspect('18', 'saves the model', { law: savedModelLoads, tells: [runsCanBeResumed] }, { law: oneRankWrites }),
  accumulate: aspect(
    '19',
    'updates by the mean over all its examples',
    { law: updatesFollowTheMeanGradient },
    { law: everyExampleTrains },
  ),
  schedule: aspect('20', 'schedules the learning rate', { law: rateFollowsTheSchedule }, { law: everyRateIsPositive }),
  evaluate: aspect('21', 'evaluates', { law: evaluatesWithoutDropout }),
  seed: aspect('22', 'is reproducible', { law: luckChangesNothing }),
  resume: aspect('23', 'saves what a run needs to go on', { law: runsCanBeResumed }),
  'show-single': aspect('V1', 'shows memory and use of a single GPU', {
    law: everyRankTakesReadings,
    strategy: 'single',
    ...readings,
  }),
  'show-ddp': aspect('V2', 'shows memory and use of every GPU under DDP', {
    law: everyRankTakesReadings,
    strategy: 'ddp',
    ...readings,
  }),
  'show-fsdp': aspect('V3', 'shows memory and use of every GPU under FSDP', {
    law: everyRankTakesReadings,
    strategy: 'fsdp',
    ...readings,
  }),
} as const satisfies Readonly<Record<string, Aspect>>

export type AspectName = keyof typeof aspects
