/** How much processor time a sheet may take. Not wall time: a busy machine is no reason to leave anything undecided. */
import type { Sheet } from './answer-sheet.ts'

/** Seconds by default: more for more items, and never so much that somebody has to wait long; what a question takes in any case is added. */
export function usualBudget({ questions }: Sheet): number {
  const items = questions.reduce((sum, each) => sum + each.items.length, 0)
  return questions.reduce((sum, { question }) => sum + (question.takesSeconds ?? 0), Math.min(7, 4 + items / 4))
}

/** From now on: tells, once the seconds are spent, why nothing more is judged. */
export function processorBudget(seconds: number): () => string | undefined {
  const start = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(start)
    return (user + system) / 1e6 < seconds
      ? undefined
      : `not judged: the ${seconds} s of processor time for this sheet were spent; --budget gives more`
  }
}
