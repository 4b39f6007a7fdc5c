/** How much processor time a sheet may take. Not wall time: a busy machine is no reason to leave anything undecided. */
import type { Sheet } from './answer-sheet.ts'

/** Seconds by default: more for more items, and never so much that somebody has to wait long; what a question takes in any case is added. */
export function usualBudget({ questions }: Sheet): number {
  const items = questions.reduce((sum, each) => sum + each.items.length, 0)
  return questions.reduce((sum, { question }) => sum + (question.takesSeconds ?? 0), Math.min(7, 4 + items / 4))
}

/** The system is asked this often, and not before each of a thousand conditions: some systems take long to answer. */
const EVERY_MS = 50

/** From now on: tells, once the seconds are spent, why nothing more is judged. */
export function processorBudget(seconds: number): () => string | undefined {
  const start = process.cpuUsage()
  let askedMs = performance.now()
  let told: string | undefined
  return () => {
    if (performance.now() - askedMs < EVERY_MS) return told
    const { user, system } = process.cpuUsage(start)
    askedMs = performance.now()
    if ((user + system) / 1e6 >= seconds)
      told = `not judged: the ${seconds} s of processor time for this sheet were spent; --budget gives more`
    return told
  }
}
