/** The one loop that all answers of a sheet speak of. */
import type { Loop } from '../../loops/run.ts'
import type { Program } from '../../loops/vocabulary.ts'
import type { Answer } from '../question.ts'
import { loopFrom } from './loop-file.ts'

/** Answers that share their steps share the traces. */
const loopsOfSteps = new WeakMap<Program, Loop>()

export function loopIn(answers: readonly Answer[]): Loop | undefined {
  const given = answers.find(({ slot }) => slot === 'loop')?.value
  if (given === undefined) return undefined
  return typeof given === 'string' ? loopFrom(given) : loopOfSteps(given as Program)
}

function loopOfSteps(program: Program): Loop {
  const loop = loopsOfSteps.get(program) ?? { programFor: () => program }
  loopsOfSteps.set(program, loop)
  return loop
}
