/** Costs as curves: against stored entries, on real text, and against density beside the dense twin. */
import { cleanCosts, timeCases, type Case } from './costs.ts'
import { crossoverDensity, type DensityCosts } from '../harness/crossover.ts'
import type { Kernel } from './kernel.ts'
import { cacheThatHolds, type Machine } from '../harness/machine.ts'
import type { Samples, Sampling } from '../harness/measure.ts'
import { problemOf, withLabels, workingSetBytes, type Problem, type Shape } from './problem.ts'
import type { CostReport, CrossoverReport } from './results.ts'
import { densities } from './grid.ts'
import { quantile } from '../harness/statistics.ts'
import { hashedWords, type Text } from './text.ts'

/** Parts of the rounds whose minima are kept: enough for an interval, few enough to keep. */
const BLOCKS = 8
/** Large points get fewer rounds: so many entries in all. */
const ENTRIES_A_CURVE_POINT = 4e7

export async function costCurve(
  kernels: readonly Kernel[],
  shapes: readonly Shape[],
  sampling: Sampling,
  seed: number,
  machine: Machine,
): Promise<CostReport[]> {
  const reports: CostReport[] = []
  for (const shape of shapes) {
    const problem = problemOf(shape, seed)
    const cases = kernels.map((kernel) => ({ kernel, problem }))
    const rounds = Math.max(BLOCKS, Math.min(sampling.rounds, Math.round(ENTRIES_A_CURVE_POINT / (shape.m * shape.k))))
    const samples = await timeCases(cases, { ...sampling, rounds })
    reports.push(...cases.map((each, i) => reportOf(each, samples[i], shape.columns, machine)))
  }
  return reports
}

export async function textCost(
  kernels: readonly Kernel[],
  text: Text,
  cols: number,
  sampling: Sampling,
  seed: number,
  machine: Machine,
): Promise<CostReport[]> {
  const problem = withLabels(hashedWords(text.paragraphs, cols), text.name, seed)
  const cases = kernels.map((kernel) => ({ kernel, problem }))
  const samples = await timeCases(cases, sampling)
  return cases.map((each, i) => reportOf(each, samples[i], text.name, machine))
}

/** Sparse and dense over the densities of one table, and where dense begins to win. */
export async function densityCurve(
  sparse: Kernel,
  dense: Kernel,
  table: { readonly m: number; readonly n: number },
  sampling: Sampling,
  seed: number,
  machine: Machine,
): Promise<{ costs: CostReport[]; crossover: CrossoverReport }> {
  const problems = densities.map((density): Problem => {
    const shape: Shape = { ...table, k: Math.round(density * table.n), columns: 'uniform', lengths: 'even' }
    return problemOf(shape, seed)
  })
  const cases = problems.flatMap((problem) => [sparse, dense].map((kernel) => ({ kernel, problem })))
  const samples = await timeCases(cases, sampling)
  const points = densities.map((density, i): DensityCosts => {
    const [ours, twin] = [samples[2 * i], samples[2 * i + 1]]
    return { density, sparse: cleanCosts(ours), dense: cleanCosts(twin) }
  })
  const density = crossoverDensity(points, seed)
  return {
    costs: cases.map((each, i) => reportOf(each, samples[i], 'density', machine)),
    crossover: { ...table, sparse: sparse.name, dense: dense.name, ...(density === undefined ? {} : { density }) },
  }
}

function reportOf({ kernel, problem }: Case, samples: Samples | undefined, series: string, machine: Machine): CostReport {
  const all = cleanCosts(samples)
  const ns = all.filter(Number.isFinite)
  const { m, n, k, csr } = problem
  const bytes = kernel.storage === 'dense' ? 8 * m * n + 16 * n : workingSetBytes(problem)
  return {
    m,
    n,
    k,
    series,
    kernel: kernel.name,
    nnz: csr.indices.length,
    ns: { value: quantile(ns, 0.5), low: quantile(ns, 0.25), high: quantile(ns, 0.75) },
    leastNs: Math.min(...ns),
    blocksNs: blockMinima(all).filter(Number.isFinite),
    rounds: ns.length,
    cache: cacheThatHolds(bytes, machine),
  }
}

/** The least of each eighth of the rounds. */
function blockMinima(ns: readonly number[]): number[] {
  const size = Math.max(1, Math.ceil(ns.length / BLOCKS))
  const starts = Array.from({ length: Math.ceil(ns.length / size) }, (_, i) => i * size)
  return starts.map((start) => Math.min(...ns.slice(start, start + size)))
}
