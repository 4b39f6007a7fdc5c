/**
 * The regimes in which question 4 is asked, by what a sheet may assume. Each differs in one thing from some other, so that what decides
 * a ranking can be told; together they show every order of the three methods.
 */
import type { Regime } from '../../../src/contract/selection.ts'
import type { Condition } from '../../judge/spec.ts'
import { evidence } from '../../laws/selection/regimes.ts'

/** What V2 is trained on. The question gives the union: V1's stories and the new ones. */
export const training = ['union', 'new'] as const

/**
 * What may make a difference, the usual level first.
 * - picks: `many`, as many as V1 has stories or a third of them; `few`, at most a sixth
 * - old data: `many`, at least as many stories as are picked; `few`, half as many
 * - penalty: `strong`, lambda = 1; `weak`, 0.003 to 0.3
 * - labels: `logistic`, uncertain near the boundary, and 5% wrong besides; `noisy`, 5% wrong; `clean`, never wrong
 * - blind spot: the share of stories from sources that V1 has never seen and a token tells: `none`, `large` (30%), `most` (70%)
 */
export const factors = {
  picks: ['many', 'few'],
  'old data': ['many', 'few'],
  penalty: ['strong', 'weak'],
  labels: ['logistic', 'noisy', 'clean'],
  'blind spot': ['none', 'large', 'most'],
} as const

const { clean } = evidence
const blind = { tokens: 50, mass: 0.3 }
const mostlyBlind = { tokens: 50, mass: 0.7 }

/** picks, old data, penalty, labels, blind spot: a regime with these levels. */
const REGIMES: readonly (readonly [levels: string, Regime])[] = [
  ['many many strong logistic none', evidence['logistic labels and 5% flips']],
  ['many many strong noisy none', evidence['5% flips']],
  ['many many strong clean none', clean],
  ['many many weak clean none', { ...clean, penalty: 0.1 }],
  ['few many weak clean none', { ...clean, picked: 30, poolRows: 10_000, penalty: 0.003 }],
  ['many many weak clean large', evidence['blind spots of 30%']],
  ['many many strong clean large', { ...evidence['blind spots of 30%'], penalty: 1 }],
  ['few many strong clean large', { ...clean, firstRows: 1500, picked: 50, blindSpots: blind }],
  ['many few weak noisy large', { ...clean, firstRows: 100, penalty: 0.03, flips: 0.05, blindSpots: blind }],
  ['many many weak clean most', { ...clean, firstRows: 600, penalty: 0.3, blindSpots: mostlyBlind }],
  ['many few weak clean most', { ...clean, firstRows: 100, penalty: 0.3, blindSpots: mostlyBlind }],
]

const byLevels = new Map(REGIMES)

/** The levels of a condition that tell its regime, in words. */
export function levelsOf(condition: Condition): string {
  return Object.keys(factors)
    .map((factor) => condition[factor] ?? '')
    .join(' ')
}

/** Whether a regime is run under this condition. */
export function isRun(condition: Condition): boolean {
  return byLevels.has(levelsOf(condition))
}

/** The regime with these levels. */
export function regimeAt(levels: string): Regime {
  const regime = byLevels.get(levels)
  if (regime === undefined) throw new RangeError(`regimeAt: no regime is run with ${levels}`)
  return regime
}
