/** The map in words: how often each order was found, and how far published figures are from ours. */
import { normalCdf, normalDensity } from '../../src/stats/tails.ts'
import { summaryOf, type KeptTrial, type Plan, type Progress } from './map-file.ts'
import type { MapRegime, Published } from './map-regimes.ts'

/** One published mean beside ours. */
export interface Compared {
  readonly regime: string
  readonly what: string
  readonly published: number
  readonly ours: number
  /** Theirs and ours together. */
  readonly halfWidth: number
  readonly agrees: boolean
}

/** Every published mean. */
function comparedWithPublished(plan: Plan, progress: Progress): Compared[] {
  return plan.regimes.flatMap((regime, r) => {
    const { published } = regime
    const trials = (progress[r] ?? []).filter((trial) => trial !== undefined)
    if (published === undefined || trials.length < 2) return []
    const ours = trials.map((trial) => asCounted(trial, regime))
    const fresh = summaryOf(ours, 'new')
    const union = summaryOf(ours, 'union')
    const v1 = ours.map((trial) => trial.v1)
    const v1Summary = summaryOf(
      ours.map((trial) => ({ ...trial, new: [trial.v1, trial.v1, trial.v1] as const })),
      'new',
    )
    const rows: readonly (readonly [string, number, number, number])[] = [
      ['V1', published.v1, v1.reduce((sum, x) => sum + x, 0) / v1.length, v1Summary.halfWidths[0]],
      ...[0, 1, 2].map(
        (m) => [`new, method ${m + 1}`, at(published.new, m), at(fresh.means, m), at(fresh.halfWidths, m)] as const,
      ),
      ...[0, 1, 2].map(
        (m) => [`union, method ${m + 1}`, at(published.union, m), at(union.means, m), at(union.halfWidths, m)] as const,
      ),
    ]
    return rows
      .filter(([, theirs]) => Number.isFinite(theirs))
      .map(([what, theirs, mine, width]): Compared => {
        const halfWidth = published.halfWidth + width
        return {
          regime: regime.name,
          what,
          published: theirs,
          ours: mine,
          halfWidth,
          agrees: Math.abs(mine - theirs) <= halfWidth,
        }
      })
  })
}

function at(values: readonly number[], i: number): number {
  return values[i] ?? NaN
}

/** Accuracies as the published ones were counted. */
function asCounted(trial: KeptTrial, { regime, published }: MapRegime): KeptTrial {
  if (published?.on !== 'drawn labels') return trial
  const on = (share: number): number => shareOfDrawnLabels(share, regime.temperature ?? 0)
  return {
    v1: on(trial.v1),
    new: [on(trial.new[0]), on(trial.new[1]), on(trial.new[2])],
    union: [on(trial.union[0]), on(trial.union[1]), on(trial.union[2])],
  }
}

/**
 * P(the prediction is the label that is drawn) where labels are +1 with probability 1 / (1 + exp(-f / T)), for a linear model that predicts the
 * more probable label with probability `share` = 1 - angle / pi: 2 E[s(z) Phi(z cot) + s(-z) Phi(-z cot)] over z > 0, by Simpson's rule.
 */
function shareOfDrawnLabels(share: number, temperature: number): number {
  const angle = Math.PI * (1 - share)
  const cot = Math.cos(angle) / Math.sin(angle)
  const panels = 2000
  const h = 9 / panels
  let sum = 0
  for (let i = 0; i <= panels; i += 1) {
    const z = i * h
    const likely = 1 / (1 + Math.exp(-z / temperature))
    const right = likely * normalCdf(z * cot) + (1 - likely) * normalCdf(-z * cot)
    sum += (i === 0 || i === panels ? 1 : i % 2 === 1 ? 4 : 2) * right * normalDensity(z)
  }
  return (2 * sum * h) / 3
}

/** The whole as text. */
export function describeMap(plan: Plan, progress: Progress): string {
  const lines: string[] = []
  for (const training of ['new', 'union'] as const) {
    const orders = new Map<string, number>()
    let below = 0
    for (const trials of progress) {
      const done = trials.filter((trial) => trial !== undefined)
      const { order, means } = summaryOf(done, training)
      orders.set(order, (orders.get(order) ?? 0) + 1)
      if (means[2] < done.reduce((sum, { v1 }) => sum + v1, 0) / done.length) below += 1
    }
    const found = [...orders].toSorted((a, b) => b[1] - a[1]).map(([order, count]) => `${order} in ${count}`)
    lines.push(
      `trained on the ${training === 'new' ? 'new stories alone' : 'union'}: ${found.join(', ')} of ${plan.regimes.length} regimes; method 3 below V1 in ${below}`,
    )
  }
  const rows = comparedWithPublished(plan, progress)
  const off = rows.filter(({ agrees }) => !agrees)
  lines.push(`published means: ${rows.length - off.length} of ${rows.length} within the two half-widths together`)
  for (const { regime, what, published, ours, halfWidth } of off)
    lines.push(`  off: ${regime}, ${what}: published ${published}, here ${ours.toFixed(4)}, allowed ${halfWidth.toFixed(4)}`)
  return `${lines.join('\n')}\n`
}

export type { Published }
