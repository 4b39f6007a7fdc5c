/**
 * Tokens a second of one forward and backward pass of a GPT-2, all contestants in turns on the same machine:
 * `node dist/bench/train/run.js [tiny] [seed] [--rounds N] [--only NAME,NAME] [--json FILE]`.
 */
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { entriesFor } from './entries.ts'
import { runMatch, type Standing } from './match.ts'
import { problemOf, type Problem } from './problem.ts'
import { linesOf, type Outcome } from './text.ts'
import { checksumOf, worstGradient } from './truth.ts'

/** Runs one configuration; `only` holds parts of the names of those that take part, all by default. */
async function benchTrain(
  name: Problem['name'],
  rounds: number,
  tell: (news: string) => void,
  only: readonly string[] = [''],
): Promise<Outcome> {
  const problem = problemOf(name)
  tell(`${name}: gradients against float64`)
  const worst = await worstGradient(problem, problemOf(name, 1).batch)
  const truth = await checksumOf(problem)
  const { entries: all, absent } = await entriesFor(problem)
  const entries = all.filter((entry) => only.some((part) => entry.name.includes(part)))
  if (entries.length === 0) {
    throw new RangeError(
      `bench train: --only must name one of ${all.map((entry) => entry.name).join('; ')}, got ${only.join(',')}`,
    )
  }
  const standings: Standing[] = await runMatch(problem, entries, truth, { rounds, turnMs: name === 'tiny' ? 400 : 1, tell })
  return { name, tokens: problem.batch.tokens.length, processor: cpus()[0]?.model ?? 'unknown', worst, standings, absent }
}

const isMain = process.argv[1]?.endsWith('bench/train/run.js') === true

if (isMain) {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '5' }, only: { type: 'string', default: '' }, json: { type: 'string' } },
  })
  const rounds = Number(values.rounds)
  if (!Number.isSafeInteger(rounds) || rounds < 1)
    throw new RangeError(`bench train: --rounds must be a positive integer, got ${values.rounds}`)
  const names = positionals.length === 0 ? ['tiny', 'seed'] : positionals
  const outcomes: Outcome[] = []
  for (const name of names) {
    if (name !== 'tiny' && name !== 'seed') throw new RangeError(`bench train: expected tiny or seed, got ${name}`)
    const outcome = await benchTrain(name, rounds, (news) => process.stderr.write(`${news}\n`), values.only.split(','))
    outcomes.push(outcome)
    console.log(linesOf(outcome).join('\n'))
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(outcomes, null, 1)}\n`)
}
