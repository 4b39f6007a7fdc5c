/** Task 3: a training loop for one GPU, DDP and FSDP, judged by running what its steps mean. */
import { z } from 'zod'
import { readProgram } from '../../loops/read-program.ts'
import { allSteps, type Program } from '../../loops/vocabulary.ts'
import { Refusal } from '../../loops/python/tree.ts'
import { settingFactors } from '../../loops/setting.ts'
import type { Loop } from '../../loops/run.ts'
import { slot, type Answer, type Question } from '../question.ts'
import { aspects, type AspectName } from './aspects.ts'
import { batchByBatch } from './figure.ts'
import { loopIn } from './given-loop.ts'
import { loopFrom } from './loop-file.ts'

const words = Object.keys(aspects) as [AspectName, ...AspectName[]]

export const task3: Question = {
  id: 'task3',
  title: 'A training loop for one GPU, DDP and FSDP',
  asks: 'Write one training loop that supports a single GPU, Distributed Data Parallel and Fully Sharded Data Parallel, with visualisations.',
  supplies: {
    names: 'open names exist, so that the rest can be judged',
    model: 'a tiny network stands for GPT-2',
    data: 'two epochs of 12 batches a rank',
  },
  conditions: settingFactors,
  figure: batchByBatch,
  common: {
    loop: slot<string | Program, unknown>({
      means: 'the training loop: a Python file, beside the sheet, or its steps in order',
      example: 'train.py',
      reads: z.union([z.string().min(1).max(1000), z.array(z.unknown()).min(1).transform(readSteps)]),
      isFile: true,
      opens: loopFrom,
      parts: () => ({}),
      specs: () => [],
    }),
  },
  slots: {
    does: slot<AspectName, unknown>({
      means: `what the loop does here, one of: ${words.map((word) => `${word} (${aspects[word].means})`).join(', ')}`,
      example: 'clip',
      reads: z.enum(words),
      parts: () => ({}),
      specs: (word) => aspects[word].rulings,
    }),
  },
  usualItems: Object.fromEntries(
    words.map((word) => [aspects[word].item, { text: aspects[word].means, answers: { does: word } }]),
  ),
  assemble,
}

function readSteps(data: readonly unknown[], context: z.core.$RefinementCtx): Program {
  try {
    return readProgram(data)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    context.issues.push({ code: 'custom', message: `steps of a loop (${error.message})`, input: data })
    return z.NEVER
  }
}

/** One loop, for all items. */
function assemble(answers: readonly Answer[]) {
  const trainingLoop = loopIn(answers)
  if (trainingLoop === undefined) return {}
  return { trainingLoop, ...(takesReadings(trainingLoop) ? { readingsOfMemoryOrUse: trainingLoop } : {}) }
}

function takesReadings(loop: Loop): boolean {
  try {
    const program = loop.programFor({ strategy: 'single', ranks: 1, device: 'gpu', dtype: 'float16' }, 0)
    return [...allSteps(program)].some((step) => step.do === 'record')
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
