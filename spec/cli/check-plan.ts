/** Which specs `assay check` asks of a subject, and which it does not, and why. */
import { isOptional, type Condition, type Spec } from '../judge/spec.ts'
import { UsageError } from '../judge/usage-error.ts'
import { catalogue } from '../laws/index.ts'
import { pathFromHere } from '../report/path-from-here.ts'
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

/** What is asked, in order. @throws UsageError for a spec or an item that there is not */
export async function plan(name: string, { judged, isForeign }: Resolution, options: Choice): Promise<Planned[]> {
  const { spec: wanted, item, optional = false } = options
  const isWanted = ({ id }: Spec): boolean => wanted === undefined || id === wanted || id.startsWith(`${wanted}.`)
  const all = judged
    .filter((each) => item === undefined || each.item === item)
    .flatMap((each) => each.specs.map((spec) => ({ judged: each, spec })))
  const planned = all.filter(({ spec }) => isWanted(spec) && (!isForeign || optional || spec.id === wanted || !isOptional(spec)))
  if (planned.length > 0) return planned
  if (item !== undefined && judged[0]?.item === undefined)
    throw new UsageError(`--item: only an answer sheet has items, and ${name} is none`)
  if (judged[0]?.item !== undefined)
    throw new UsageError(`check: ${name} has no ${item ?? 'item'} that ${wanted ?? 'a spec'} judges`)
  if (wanted !== undefined && !Object.values(catalogue).flat().some(isWanted))
    throw new UsageError(`--spec: ${await whyUnknown(wanted, isWanted)}`)
  return []
}

/** What to say of a spec that is no law: most likely it judges answers of a sheet. */
async function whyUnknown(wanted: string, isWanted: (spec: Spec) => boolean): Promise<string> {
  const { answersOf } = await import('../subjects/resolve.ts')
  const { sheetFile } = await import('../sheet/checks.ts')
  for (const sheet of ['key', 'submitted'] as const) {
    const file = sheetFile(sheet)
    if ((await answersOf(file)).some(({ specs }) => specs.some(isWanted)))
      return `${wanted} judges answers of a sheet, so it needs one: assay check ${pathFromHere(file)} --spec ${wanted}`
  }
  return `no spec ${JSON.stringify(wanted)}; 'assay list' names the laws`
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
