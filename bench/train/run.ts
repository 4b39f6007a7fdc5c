/** The training bench: tokens a second of one forward and backward pass of a GPT-2, all contestants interleaved on the same machine. */
import { cpus } from 'node:os'
import { UsageError } from '../../spec/judge/usage-error.ts'
import { entriesFor } from './entries.ts'
import { runMatch, type Standing } from './match.ts'
import { problemOf, type Problem } from './problem.ts'
import type { Outcome } from './text.ts'
import { checksumOf, worstGradient } from './truth.ts'

/**
 * Runs one configuration; `only` holds parts of the names of those that take part, all by default. A turn takes `turnMs` or one pass.
 * @throws UsageError when nobody has such a name
 */
export async function benchTrain(
  name: Problem['name'],
  rounds: number,
  tell: (news: string) => void,
  only: readonly string[] = [''],
  turnMs: number = name === 'tiny' ? 400 : 1,
): Promise<Outcome> {
  const problem = problemOf(name)
  const { entries: all, absent } = await entriesFor(problem)
  const entries = all.filter((entry) => only.some((part) => entry.name.includes(part)))
  if (entries.length === 0) {
    const names = all.map((entry) => entry.name).join('; ')
    throw new UsageError(`--only: expected parts of ${names}, got ${JSON.stringify(only.join(','))}`)
  }
  tell(`${name}: gradients against float64`)
  const worst = await worstGradient(problem, problemOf(name, 1).batch)
  const truth = await checksumOf(problem)
  const standings: Standing[] = await runMatch(problem, entries, truth, { rounds, turnMs, tell })
  return { name, tokens: problem.batch.tokens.length, processor: cpus()[0]?.model ?? 'unknown', worst, standings, absent }
}
