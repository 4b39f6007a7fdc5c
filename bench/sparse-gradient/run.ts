/** One run of the bench, from counts to matches: a section after another, each told on `tell` as it begins. */
import { version } from '../../spec/cli/exit.ts'
import * as counters from '../../src/logistic/operation-counts.ts'
import { wasmRuns } from '../../src/logistic/wasm/module.ts'
import { countAll } from './counts.ts'
import { costCurve, densityCurve, textCost } from './curves.ts'
import { readLaw } from './laws.ts'
import { busyElsewhere, commitHere, loadAverage, thisMachine } from '../harness/machine.ts'
import { Contestant } from '../harness/contestant.ts'
import { ourEntry, peerField } from './peers/entries.ts'
import { playMatch } from './peers/match.ts'
import { problemOf } from './problem.ts'
import type { BenchResults } from './results.ts'
import { measureRoofline } from './roofline.ts'
import { withScratchFolder } from '../harness/scratch-folder.ts'
import * as study from './grid.ts'
import { realText } from './text.ts'

export const sections = ['counts', 'law', 'roofline', 'cost', 'crossover', 'peers'] as const
export type Section = (typeof sections)[number]

export interface RunOptions {
  readonly quick: boolean
  readonly only: readonly Section[]
  readonly sizes: readonly study.Size[]
  readonly seed: number
  readonly tell: (line: string) => void
}

const profiles = {
  quick: {
    rounds: 50,
    sampleMs: 0.1,
    warmUpMs: 150,
    budgetMs: 2000,
    curveRounds: 10,
    largestNnz: 3e5,
    matchRounds: 7,
    turnMs: 25,
    columns: ['uniform'],
  },
  full: {
    rounds: 120,
    sampleMs: 0.1,
    warmUpMs: 200,
    curveRounds: 40,
    largestNnz: 1.7e7,
    matchRounds: 9,
    turnMs: 60,
    columns: ['uniform', 'zipf'],
  },
} as const

type Draft = { -readonly [K in keyof BenchResults]: BenchResults[K] }

/** @throws WrongAnswer if a kernel does not give the plain form's answer */
export async function runBench(options: RunOptions): Promise<BenchResults> {
  const started = process.hrtime.bigint()
  const results = draft(options)
  const steps: Record<Section, () => void | Promise<void>> = {
    counts: () => void (results.counts = countAll(counters, study.countPoints, options.seed)),
    law: () => readLaws(results, options),
    roofline: () => limits(results, options),
    cost: () => curves(results, options),
    crossover: () => crossovers(results, options),
    peers: () => matches(results, options),
  }
  for (const section of sections.filter((each) => options.only.includes(each))) {
    options.tell(section)
    await steps[section]()
  }
  results.load.after = loadAverage()
  results.elapsedMs = Number(process.hrtime.bigint() - started) / 1e6
  return results
}

function draft({ quick, seed }: RunOptions): Draft {
  const commit = commitHere()
  const load = loadAverage()
  return {
    format: 1,
    assay: version,
    bench: study.name,
    profile: quick ? 'quick' : 'full',
    engine: wasmRuns() ? 'wasm' : 'js',
    seed,
    date: new Date().toISOString(),
    ...(commit === undefined ? {} : { commit }),
    machine: thisMachine(),
    load: { before: load, after: load },
    counts: [],
    laws: [],
    fits: [],
    costs: [],
    crossovers: [],
    matches: [],
    absent: [],
    notes: wasmRuns()
      ? []
      : ['WebAssembly SIMD is missing here: the plain JavaScript form was measured, which is 3 to 11 times slower'],
    elapsedMs: 0,
  }
}

async function readLaws(results: Draft, { quick, seed, tell }: RunOptions): Promise<void> {
  for (const each of study.lawStudies) {
    tell(`law of ${each.kernel.name}`)
    const { law, fit } = await readLaw(each, profiles[results.profile], seed, results.machine)
    results.laws.push(law)
    if (fit !== undefined) results.fits.push(fit)
  }
  if (quick) return
  tell(`law of ${study.fallback.name}`)
  const [sparse] = study.lawStudies
  if (sparse === undefined) return
  const { law, fit } = await readLaw({ ...sparse, kernel: study.fallback }, profiles.full, seed, results.machine)
  results.laws.push(law)
  if (fit !== undefined) results.fits.push(fit)
}

async function limits(results: Draft, { seed }: RunOptions): Promise<void> {
  const { streams, tables } = study.rooflineSizes[results.profile]
  const roofline = await measureRoofline(
    streams,
    tables,
    { rounds: results.profile === 'quick' ? 7 : 15, sampleMs: 0.5, warmUpMs: 20 },
    seed,
  )
  if (roofline === undefined) results.notes.push('The roofline needs WebAssembly SIMD, which is missing here')
  else results.roofline = { streams: [...roofline.streams], tables: [...roofline.tables] }
}

async function curves(results: Draft, { seed, tell }: RunOptions): Promise<void> {
  const { curveRounds, largestNnz } = profiles[results.profile]
  const sampling = { rounds: curveRounds, sampleMs: 0.15, warmUpMs: 20 }
  const kernels = [study.ours, study.fallback]
  results.costs.push(...(await costCurve(kernels, study.costShapes(largestNnz), sampling, seed, results.machine)))
  const text = realText()
  if ('because' in text) results.absent.push(text)
  else {
    tell(`cost on ${text.name}`)
    results.costs.push(...(await textCost(kernels, text, study.TEXT_COLUMNS, sampling, seed, results.machine)))
  }
}

async function crossovers(results: Draft, { seed, tell }: RunOptions): Promise<void> {
  const sampling = { rounds: profiles[results.profile].curveRounds, sampleMs: 0.1, warmUpMs: 100 }
  const engines = [
    { sparse: study.ours, dense: study.denseTwins.wasm },
    { sparse: study.fallback, dense: study.denseTwins.js },
  ]
  for (const table of study.densityTables[results.profile]) {
    for (const { sparse, dense } of results.profile === 'quick' ? engines.slice(0, 1) : engines) {
      tell(`crossover of ${sparse.name} and ${dense.name} at n = ${table.n}`)
      const { costs, crossover } = await densityCurve(sparse, dense, table, sampling, seed, results.machine)
      results.costs.push(...costs)
      results.crossovers.push(crossover)
    }
  }
}

function matches(results: Draft, options: RunOptions): Promise<void> {
  return withScratchFolder('peers', (folder) => matchesIn(folder, results, options))
}

async function matchesIn(folder: string, results: Draft, { quick, sizes, seed, tell }: RunOptions): Promise<void> {
  const { matchRounds: rounds, turnMs, columns } = profiles[results.profile]
  const { entries, absent } = peerField(folder)
  results.absent.push(...absent)
  const engine = wasmRuns() ? 'wasm' : 'js'
  const ours = [ourEntry('assay', engine), ...(engine === 'js' ? [] : [ourEntry('assay, js fallback', 'js')])]
  if (engine === 'wasm' && !quick) ours.push(ourEntry('assay, 2 threads', engine, 2))
  const contestants = [...ours, ...entries].map((entry) => new Contestant(entry))
  try {
    for (const size of sizes) {
      for (const kind of columns) {
        tell(`match ${size}, ${kind} columns`)
        const problem = problemOf({ ...study.sizes[size], columns: kind, lengths: 'varied' }, seed)
        const busy = await busyElsewhere()
        const { standings, fellOut } = await playMatch(contestants, problem, { rounds, turnMs, seed })
        const { m, n, k, csr } = problem
        results.matches.push({
          size,
          columns: kind,
          m,
          n,
          k,
          nnz: csr.indices.length,
          rounds,
          busyElsewhere: busy,
          standings: [...standings],
          fellOut: [...fellOut],
        })
      }
    }
  } finally {
    for (const contestant of contestants) contestant.close()
  }
}
