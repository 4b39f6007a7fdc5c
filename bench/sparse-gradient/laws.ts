/** Times a kernel over the points of a design and reads its law there. */
import { fitAdditive } from '../harness/additive-fit.ts'
import { costsOver } from './costs.ts'
import type { Sizes } from '../../src/contract/complexity.ts'
import { axes, LEAST_GROWTH, pointsOf, readExponent, readInteraction, type Axis, type Reading } from '../harness/law.ts'
import { cacheThatHolds, type Machine } from '../harness/machine.ts'
import type { Sampling } from '../harness/measure.ts'
import { problemOf, workingSetBytes } from './problem.ts'
import type { FitReport, LawReport } from './results.ts'
import { DENSE_INTERACTION, EXPONENT_SLACK, SPARSE_INTERACTION, type LawStudy } from './grid.ts'

export async function readLaw(
  { kernel, design, expected, roundsShare }: LawStudy,
  { rounds: runRounds, ...timing }: Sampling,
  seed: number,
  machine: Machine,
): Promise<{ law: LawReport; fit: FitReport | undefined }> {
  const points = pointsOf(design)
  const sampling = { rounds: Math.ceil(runRounds * roundsShare), ...timing }
  const problemAt = (point: Sizes) => problemOf({ ...point, columns: 'uniform', lengths: 'even' }, seed)
  const costs = await costsOver(kernel, points, problemAt, sampling)
  const read = (axis: Axis): Reading => readExponent(axis, design[axis], costs.of, seed)
  const readings = { m: read('m'), n: read('n'), k: read('k') }
  const interaction = readInteraction(design.interaction, costs.of, seed)
  const bytes = expected === 'dense' ? ({ m, n }: Sizes) => 8 * m * n + 16 * n : workingSetBytes
  const range = rangeOf(points, bytes, machine)
  const law: LawReport = {
    kernel: kernel.name,
    expected,
    readings,
    interaction,
    asExpected: meets(expected, readings, interaction.value),
    range,
    rounds: costs.of(points[0] ?? { m: 0, n: 0, k: 0 }).length,
    disturbedShare: costs.disturbedShare,
  }
  const fit = expected === 'sparse' ? { kernel: kernel.name, ...fitAdditive(points, costs.of, seed), range } : undefined
  return { law, fit }
}

/** Whether the readings are those of the expected law, within the bars. */
export function meets(expected: LawReport['expected'], readings: Readonly<Record<Axis, Reading>>, interaction: number): boolean {
  const linear = (axis: Axis): boolean => Math.abs(exponentOf(readings[axis]) - 1) <= EXPONENT_SLACK
  if (expected === 'sparse') return axes.every(linear) && interaction < SPARSE_INTERACTION
  if (expected === 'dense') return readings.k.growth.value < LEAST_GROWTH && interaction > DENSE_INTERACTION
  return exponentOf(readings.k) > 1.5 && interaction < SPARSE_INTERACTION
}

export function exponentOf(reading: Reading): number {
  return reading.reads === 'power' ? reading.exponent.value : NaN
}

function rangeOf(points: readonly Sizes[], bytes: (point: Sizes) => number, machine: Machine): string {
  const spans = axes.map((axis) => {
    const values = points.map((point) => point[axis])
    return `${axis} ${Math.min(...values)} to ${Math.max(...values)}`
  })
  const most = Math.max(...points.map(bytes))
  return `${spans.join(', ')}; data of at most ${Math.round(most / 1024)} KiB, in ${cacheThatHolds(most, machine)}`
}
