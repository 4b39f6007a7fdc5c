/** The costs of one kernel over many points: every point is made, checked against the plain form, timed interleaved with the others, closed. */
import type { Kernel } from './kernel.ts'
import { validate } from './kernel.ts'
import type { Sizes } from '../../src/contract/complexity.ts'
import { keyOf, type CostsOf } from '../harness/law.ts'
import { sampleInTurns, type Samples, type Sampling } from '../harness/measure.ts'
import type { Problem } from './problem.ts'

export interface Costs {
  readonly of: CostsOf
  /** Share of samples that were disturbed however often they were taken. */
  readonly disturbedShare: number
}

/** One kernel on one problem. */
export interface Case {
  readonly kernel: Kernel
  readonly problem: Problem
}

/** The samples of every case, in order. @throws WrongAnswer before anything is timed */
export async function timeCases(cases: readonly Case[], sampling: Sampling): Promise<Samples[]> {
  const prepared = cases.map(({ kernel, problem }) => ({ kernel, problem, ready: kernel.prepare(problem) }))
  try {
    for (const { kernel, problem, ready } of prepared) validate(kernel, problem, ready)
    const tasks = prepared.map(({ kernel, ready }, i) => ({ name: `${kernel.name} ${i}`, run: () => ready.lossAndGradient() }))
    return await sampleInTurns(tasks, sampling)
  } finally {
    for (const { ready } of prepared) ready.close()
  }
}

export async function costsOver(
  kernel: Kernel,
  points: readonly Sizes[],
  problemAt: (point: Sizes) => Problem,
  sampling: Sampling,
): Promise<Costs> {
  const samples = await timeCases(
    points.map((point) => ({ kernel, problem: problemAt(point) })),
    sampling,
  )
  const byKey = new Map(points.map((point, i) => [keyOf(point), cleanCosts(samples[i])]))
  const disturbed = samples.flatMap(({ clean }) => clean).filter((clean) => !clean).length
  return {
    of: (point) => {
      const costs = byKey.get(keyOf(point))
      if (costs === undefined) throw new RangeError(`costsOver: expected a measured point, got ${keyOf(point)}`)
      return costs
    },
    disturbedShare: disturbed / samples.flatMap(({ clean }) => clean).length,
  }
}

/** Clean samples that a point must have for the others to be left out. */
const ENOUGH_CLEAN = 5

/** Costs by round; infinite in the rounds that were disturbed, if enough were not. */
export function cleanCosts({ nsPerCall, clean }: Samples = { nsPerCall: [], clean: [] }): number[] {
  const enough = clean.filter(Boolean).length >= ENOUGH_CLEAN
  return nsPerCall.map((ns, round) => (enough && clean[round] !== true ? Infinity : ns))
}
