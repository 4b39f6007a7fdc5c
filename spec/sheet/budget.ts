/** How much processor time a sheet may take. Not wall time: a busy machine is no reason to leave anything undecided. */

/** Seconds by default: more for more items, and never so much that somebody has to wait long. */
export function usualBudget(items: number): number {
  return Math.min(20, 5 + items / 2)
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
