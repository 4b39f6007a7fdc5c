/** The conditions of a ruling as a table: one column a factor that varies, one row a condition, and whether the claim held. */
import type { EvidenceReport } from './card.ts'

export interface ConditionsTable {
  readonly factors: readonly string[]
  readonly rows: readonly { readonly levels: readonly string[]; readonly held: string; readonly why: string }[]
  /** What came out under all conditions alike, where that is so; there are no rows then. */
  readonly uniform?: string
  /** Factors with one level only. */
  readonly fixed: readonly (readonly [factor: string, level: string])[]
  /** Rows left out because there were too many to read. */
  readonly omitted: number
}

const MOST_ROWS = 60

const IN_WORDS = {
  passed: 'true',
  'wrong value': 'false',
  threw: 'threw',
  vacuous: 'nothing compared',
  'out of time': 'out of time',
  stopped: 'stopped',
  'not offered': 'not offered',
} as const

/** @returns undefined where there are no conditions to tell apart */
export function conditionsTable({ under = [] }: EvidenceReport): ConditionsTable | undefined {
  if (under.length < 2) return undefined
  const all = [...new Set(under.flatMap(({ condition }) => Object.keys(condition)))]
  const levelsOf = (factor: string): Set<string> => new Set(under.map(({ condition }) => condition[factor] ?? '–'))
  const factors = all.filter((factor) => levelsOf(factor).size > 1)
  const fixed = all
    .filter((factor) => levelsOf(factor).size === 1)
    .map((factor) => [factor, [...levelsOf(factor)].join()] as const)
  const [first, ...others] = new Set(under.map(({ outcome }) => IN_WORDS[outcome]))
  if (first !== undefined && others.length === 0)
    return {
      factors,
      rows: [],
      fixed,
      omitted: 0,
      uniform: `${first} under all ${under.length}`,
    }
  const rows = under.slice(0, MOST_ROWS).map(({ condition, outcome, failure }) => ({
    levels: factors.map((factor) => condition[factor] ?? '–'),
    held: IN_WORDS[outcome],
    why: failure?.message ?? '',
  }))
  return { factors, rows, fixed, omitted: under.length - rows.length }
}
