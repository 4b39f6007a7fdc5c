/**
 * The specs, judged: every mutant must be refuted by the specs that it names, by a wrong value and not by a crash; every spec must
 * refute some mutant; every right variant must be accepted by all.
 */
import type { Mutant, Variant } from './mutant.ts'
import { observe, type Evidence, type ObserveOptions } from './observe.ts'
import { isOptional, type Condition, type Spec } from './spec.ts'
import type { PartName, Parts, Subject } from './subject.ts'

/** A spec together with the answer that it judges, if it judges one: a column of the matrix. */
export interface Check {
  /** The spec's id, followed by `@item` for a ruling on an item of a sheet. */
  readonly id: string
  readonly spec: Spec
  /** The parts that the answer offers. */
  readonly answer: Partial<Parts>
}

/** How a check saw a mutant. `same` is what the reference gives: the mutant survived this check. */
export type Sight = 'refuted' | 'same' | 'crashed'

/** A mutant, as the checks saw it. */
export interface MutantRow {
  readonly mutant: Mutant
  readonly sights: readonly { readonly check: string; readonly sight: Sight; readonly message: string }[]
  /** Specs that the mutant names and that did not refute it. */
  readonly survived: readonly string[]
}

/** A right variant, as the checks saw it. */
export interface VariantRow {
  readonly variant: Variant
  readonly refusedBy: readonly { readonly check: string; readonly message: string }[]
  /** Checks that accepted it: none is no proof. */
  readonly acceptedBy: number
}

/** Runs every check that can notice the mutant, those whose spec needs one of the mutated parts, each until the first input that refutes it. */
export async function judgeMutant(
  mutant: Mutant,
  checks: readonly Check[],
  reference: Subject,
  seed: number,
): Promise<MutantRow> {
  return seen(mutant, checks, reference, { seed, asFound: true }, () => true)
}

/**
 * Runs the specs that the mutant names, each until one of its checks refutes it, by the first input that does: whether it survives, for
 * as little as that takes.
 */
export async function judgeByNamed(
  mutant: Mutant,
  checks: readonly Check[],
  reference: Subject,
  seed: number,
): Promise<MutantRow> {
  const named = checks.filter(({ spec }) => mutant.refutedBy.includes(spec.id))
  return seen(mutant, named, reference, { seed, asFound: true }, ({ spec }, refuting) => !refuting.has(spec.id))
}

async function seen(
  mutant: Mutant,
  checks: readonly Check[],
  reference: Subject,
  options: ObserveOptions,
  isAsked: (check: Check, refuting: ReadonlySet<string>) => boolean,
): Promise<MutantRow> {
  const sights = []
  const refuting = new Set<string>()
  for (const check of checksOf(mutant.parts, checks)) {
    if (!isAsked(check, refuting)) continue
    const { parts, under: only = {} } = mutant
    const evidence = await observeCheck(check, reference, { ...parts, name: `mutant:${mutant.id}` }, { ...options, only })
    const sight = sightOf(evidence, check.spec.kind === 'ruling' ? await normal(check, reference, options.seed, only) : undefined)
    sights.push({ check: check.id, sight, message: evidence.failure?.message ?? evidence.trueWhen ?? '' })
    if (sight === 'refuted') refuting.add(check.spec.id)
  }
  return { mutant, sights, survived: mutant.refutedBy.filter((spec) => !refuting.has(spec)) }
}

/** Runs every check whose spec needs a part that the variant replaces: all have to accept it. */
export async function judgeVariant(
  variant: Variant,
  checks: readonly Check[],
  reference: Subject,
  seed: number,
): Promise<VariantRow> {
  const refusedBy = []
  const { isForeign: anyWording = false, under: only = {} } = variant
  const concerned = checksOf(variant.parts, checks).filter(({ spec }) => !(anyWording && isOptional(spec)))
  for (const check of concerned) {
    const changed = { ...variant.parts, name: `variant:${variant.id}` }
    const isRuling = check.spec.kind === 'ruling'
    // a ruling fails under the conditions in which it does not hold, and is to: only whether it fails is asked
    const evidence = await observeCheck(check, reference, changed, { seed, only, anyWording, asFound: isRuling })
    const accepted = isRuling
      ? fingerprint(evidence) === fingerprint(await normal(check, reference, seed, only))
      : evidence.outcome === 'passed'
    if (!accepted)
      refusedBy.push({ check: check.id, message: evidence.failure?.message ?? evidence.trueWhen ?? evidence.outcome })
  }
  return { variant, refusedBy, acceptedBy: concerned.length - refusedBy.length }
}

function checksOf(parts: Partial<Parts>, checks: readonly Check[]): readonly Check[] {
  const changed = new Set(Object.keys(parts))
  return checks.filter(({ spec }) => spec.needs.some((part: PartName) => changed.has(part)))
}

/** The reference, with the answer of the check in it, and then what is changed. */
function observeCheck(
  { spec, answer }: Check,
  reference: Subject,
  changed: Partial<Subject>,
  options: ObserveOptions,
): Promise<Evidence> {
  return observe(spec, { ...reference, ...answer, ...changed }, options)
}

const normals = new WeakMap<Check, Map<string, Promise<Evidence>>>()

/** What the reference gives, once per check, seed and conditions. */
function normal(check: Check, reference: Subject, seed: number, only: Condition): Promise<Evidence> {
  const known = normals.get(check) ?? new Map<string, Promise<Evidence>>()
  normals.set(check, known)
  const key = JSON.stringify([seed, only])
  const evidence = known.get(key) ?? observeCheck(check, reference, {}, { seed, only, asFound: true })
  known.set(key, evidence)
  return evidence
}

function sightOf(evidence: Evidence, usual: Evidence | undefined): Sight {
  if (evidence.outcome === 'threw' || evidence.outcome === 'vacuous') return 'crashed'
  if (usual === undefined) return evidence.outcome === 'wrong value' ? 'refuted' : 'same'
  return fingerprint(evidence) === fingerprint(usual) ? 'same' : 'refuted'
}

/** The set of conditions in which a ruling holds: what a mutant must change to be noticed. */
function fingerprint(evidence: Evidence): string {
  return (evidence.under ?? []).map(({ outcome }) => (outcome === 'passed' ? '1' : '0')).join('')
}

/** The id of the spec that a check runs. */
export function specOf(check: string): string {
  return check.replace(/@.*$/, '')
}
