/** How much of a loop is run: enough to show what it does. */
import { allSteps, type Block } from '../vocabulary.ts'

/** Two epochs show what is carried over from one to the next. */
export const limits = { epochs: 2, iterations: 24, 'micro steps': 64 }

/** What a counted loop is: around batches it counts epochs, around updates iterations, else the parts of one update. */
export function kindOfRepeat({ body }: Extract<Block, { do: 'repeat' }>): keyof typeof limits {
  const inside = new Set([...allSteps(body)].map((step) => step.do))
  if (inside.has('batches')) return 'epochs'
  return inside.has('optimizer step') || inside.has('scaler step') ? 'iterations' : 'micro steps'
}
