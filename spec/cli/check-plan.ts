/** Which specs `assay check` asks of a subject, and which it does not, and why. */
import { isOptional, type Condition, type Spec } from '../judge/spec.ts'
import { UsageError } from '../judge/usage-error.ts'
import { catalogue } from '../laws/index.ts'
import type { Judged, Resolution } from '../subjects/resolve.ts'

/** What the command line chooses among them. */
export interface Choice {
  readonly spec?: string
  readonly item?: string
  readonly optional?: boolean
}

/** A spec, and the subject that it is asked of. */
export interface Planned {
  readonly judged: Judged
  readonly spec: Spec
}

/** Why a spec is not asked that `--spec` does not name. */
export const BY_CHOICE = 'not asked (--spec)'

/** What is asked, in order. */
export function plan(name: string, { judged, isForeign }: Resolution, options: Choice): Planned[] {
  const { spec: wanted, item, optional = false } = options
  const isWanted = ({ id }: Spec): boolean => wanted === undefined || id === wanted || id.startsWith(`${wanted}.`)
  const all = judged
    .filter((each) => item === undefined || each.item === item)
    .flatMap((each) => each.specs.map((spec) => ({ judged: each, spec })))
  const planned = all.filter(({ spec }) => isWanted(spec) && (!isForeign || optional || spec.id === wanted || !isOptional(spec)))
  if (planned.length > 0) return planned
  if (judged[0]?.item !== undefined)
    throw new UsageError(`check: ${name} has no ${item ?? 'item'} that ${wanted ?? 'a spec'} judges`)
  if (wanted !== undefined && !Object.values(catalogue).flat().some(isWanted))
    throw new UsageError(`--spec: no spec ${JSON.stringify(wanted)}; 'assay list' names them`)
  return []
}

/** Specs about what the subject brings that are not asked, and why. */
export function leftOutOf(
  { judged, isForeign }: Resolution,
  { spec: wanted, optional = false }: Choice,
): { spec: Spec; why: string }[] {
  return judged.flatMap(({ specs }) =>
    specs.flatMap((spec) => {
      if (wanted !== undefined && spec.id !== wanted && !spec.id.startsWith(`${wanted}.`)) return [{ spec, why: BY_CHOICE }]
      return isForeign && !optional && isOptional(spec) && spec.id !== wanted
        ? [{ spec, why: `--optional (${spec.optional})` }]
        : []
    }),
  )
}

/** A line that names them. */
export function notAsked(leftOut: readonly { readonly spec: Spec; readonly why: string }[]): string {
  const optional = leftOut.filter(({ why }) => why !== BY_CHOICE)
  return optional.length === 0
    ? ''
    : `not asked, as a right subject need not have it (--optional asks): ${optional.map(({ spec }) => spec.id).join(', ')}\n`
}

/** @throws UsageError for a factor or a level that none of the specs asks about */
export function requireKnown(under: Condition, planned: readonly Planned[]): void {
  for (const [factor, level] of Object.entries(under)) {
    const levels = planned.flatMap(({ spec }) => (spec.kind === 'ruling' ? (spec.conditions[factor] ?? []) : []))
    if (levels.includes(level)) continue
    const known =
      levels.length > 0 ? `expected ${factor} = ${[...new Set(levels)].join(' or ')}` : `no spec here asks about ${factor}`
    throw new UsageError(`--under: ${known}, got ${factor}=${level}`)
  }
}
