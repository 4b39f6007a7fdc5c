/** Baselines: the results of an earlier run, or better, the build of an earlier version, which alternates with this one. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { UsageError } from '../../spec/judge/usage-error.ts'
import { wasmRuns } from '../../src/logistic/wasm/module.ts'
import { countAll, type Counters } from './counts.ts'
import { judgeCounts, judgeRatio, type Comparison } from './gate.ts'
import { Contestant } from '../harness/contestant.ts'
import { ourEntry } from './peers/entries.ts'
import { playMatch } from './peers/match.ts'
import { problemOf } from './problem.ts'
import { benchResults, type BenchResults } from './results.ts'
import { countPoints, sizes } from './grid.ts'

/** @throws UsageError that says what is wrong with the file */
export function readBaseline(path: string): BenchResults {
  let data: unknown
  try {
    data = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`--baseline: cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const read = benchResults.safeParse(data)
  if (read.success) return read.data
  const [issue] = read.error.issues
  throw new UsageError(
    `--baseline: ${path} is no results file of this bench: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  )
}

/** The folder that holds `src/logistic/sparse-kernel.js`: DIR or DIR/dist. @throws UsageError if there is none */
export function distFolder(folder: string): string {
  const found = [folder, join(folder, 'dist')].find((each) => existsSync(join(each, 'src/logistic/sparse-kernel.js')))
  if (found === undefined) {
    throw new UsageError(`--baseline-dist: expected a build with src/logistic/sparse-kernel.js in ${folder} or ${folder}/dist`)
  }
  return resolve(found)
}

const ROUNDS = 21
const TURN_MS = 25

async function countersOf(build: URL): Promise<Counters> {
  return (await import(new URL('src/logistic/operation-counts.js', build).href)) as Counters
}

/** Counts by the counters of both builds, then both kernels, interleaved. What is not clearly fast enough is measured once more. */
export async function compareBuilds(
  folder: string,
  maxRegress: number,
  seed: number,
  tell: (line: string) => void,
): Promise<Comparison[]> {
  const [theirs, ours] = await Promise.all([
    countersOf(pathToFileURL(`${folder}/`)),
    countersOf(new URL('../../', import.meta.url)),
  ])
  const counts = judgeCounts(countAll(theirs, countPoints, seed), countAll(ours, countPoints, seed))
  const engine = wasmRuns() ? 'wasm' : 'js'
  const contestants = [ourEntry('now', engine), ourEntry('baseline', engine, 1, folder)].map((entry) => new Contestant(entry))
  try {
    const times: Comparison[] = []
    for (const size of ['S', 'M'] as const) {
      tell(`baseline at ${size}`)
      const first = await compareAt(contestants, size, ROUNDS, maxRegress, seed)
      if (first.word === 'not slower') times.push(first)
      else times.push(confirmed(first, await compareAt(contestants, size, 2 * ROUNDS, maxRegress, seed)))
    }
    return [counts, ...times]
  } finally {
    for (const contestant of contestants) contestant.close()
  }
}

/** Only what is seen twice is called slower. */
export function confirmed(first: Comparison, second: Comparison): Comparison {
  if (second.word !== 'slower' || first.word === 'slower') return second
  return { ...second, word: 'could not measure', because: `${second.because}; but before: ${first.because}` }
}

async function compareAt(
  contestants: readonly Contestant[],
  size: 'S' | 'M',
  rounds: number,
  maxRegress: number,
  seed: number,
): Promise<Comparison> {
  const what = `time at ${size}, interleaved`
  const problem = problemOf({ ...sizes[size], columns: 'uniform', lengths: 'varied' }, seed)
  const { standings, fellOut } = await playMatch(contestants, problem, { rounds, turnMs: TURN_MS, seed })
  const ratio = standings[1]?.ratio
  const [missing] = fellOut
  if (ratio === undefined) return { what, word: 'could not measure', because: missing?.because ?? 'the baseline was not timed' }
  return judgeRatio(what, ratio, maxRegress)
}
