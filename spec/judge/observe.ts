/** Observes a spec on a subject and returns what the run left: evidence. Never throws for what a subject does. */
import fc from 'fast-check'
import { breathe } from './breathe.ts'
import { counted } from './counted.ts'
import { describeConditions, points } from './conditions.ts'
import { watched } from './every-part.ts'
import { Lost } from './lost.ts'
import type { Condition, Law, Property, Ruling, Spec, Table } from './spec.ts'
import type { PartName, Parts, Subject } from './subject.ts'
import { failureOf, replayOf, type Failure } from './failure.ts'
import type { Side } from './sentences.ts'
import { Mismatch, Witness, type ToleranceUse } from './witness.ts'

/**
 * How a run ended. Only `passed` is good news: `wrong value` and `threw` refute, `vacuous` made no comparison or missed a
 * branch it promised to take, `out of time` spent its budget, `stopped` met a limit or the fence, `not offered` lacks a part.
 */
export const outcomes = ['passed', 'wrong value', 'threw', 'vacuous', 'out of time', 'stopped', 'not offered'] as const

/** One of them. */
export type Outcome = (typeof outcomes)[number]

/** One condition of a ruling, observed. */
export interface Observation {
  readonly condition: Condition
  readonly outcome: Outcome
  readonly failure?: Failure
}

/** What a run left. */
export interface Evidence {
  /** The id of the spec. */
  readonly spec: string
  readonly says: string
  readonly cites: string
  readonly premises: readonly string[]
  readonly subject: string
  readonly outcome: Outcome
  readonly seed: number
  /** Random inputs or table rows that were tried, over all conditions. */
  readonly runs: number
  /** Comparisons that were made. */
  readonly checks: number
  readonly failure?: Failure
  /** Parts that the spec needs and the subject lacks. */
  readonly missing?: readonly PartName[]
  /** Parts that the spec needs and the subject did not bring: the reference's stood in for them. */
  readonly fromReference?: readonly PartName[]
  /** The largest share of a tolerance that was used. */
  readonly tolerance?: ToleranceUse
  /** Branches that were taken, and how often. */
  readonly reached: Readonly<Record<string, number>>
  /** Figures by name, as the spec noted them. */
  readonly measured: Readonly<Record<string, unknown>>
  /** Clauses for the one-line reason. */
  readonly remarks: readonly string[]
  /** For a ruling: every condition asked, and in words when the sentence holds. */
  readonly under?: readonly Observation[]
  readonly trueWhen?: string
  /** Which share of its mark the claim earns though it is not true as stated, where the spec says so. */
  readonly credit?: { readonly share: number; readonly because: string }
  readonly elapsedMs: number
}

/** How a spec is run. */
export interface ObserveOptions {
  /** Seed of the random inputs, a 32-bit integer: the same seed gives the same evidence but for the time it took. */
  readonly seed: number
  /** Multiplies the number of random inputs of every spec. */
  readonly effort?: number
  /** fast-check path: replays one counter-example of a law. */
  readonly path?: string
  /** Milliseconds after which a spec that still runs is given up, between two inputs. */
  readonly budgetMs?: number
  /** Asked before each condition of a ruling: why no more must be asked. Those that are left are out of time for that reason. */
  readonly spent?: () => string | undefined
  /** Conditions of a ruling to ask; all by default. */
  readonly only?: Condition
  /** Errors may say what they say in any words; only their types and places are asked for. */
  readonly anyWording?: boolean
  /** The parts that are the subject's own; every other that it has is the reference's. All are its own by default. */
  readonly brings?: readonly string[]
  /** The subject is what a sheet claims: where a law finds a wrong value, what it got is what was said. */
  readonly ofClaim?: boolean
  /** That there is a counter-example will do: no smaller one is looked for, and it is not written out. */
  readonly asFound?: boolean
}

const DEFAULT_RUNS = 100

/** Runs a spec on a subject. Never throws for what the subject does. */
export async function observe(spec: Spec, subject: Subject, options: ObserveOptions): Promise<Evidence> {
  const started = performance.now()
  const witness = new Witness(options.anyWording)
  const missing = spec.needs.filter((part) => !offers(subject, part))
  const lent = spec.needs.filter((part) => options.brings?.includes(part) === false && !missing.includes(part))
  const found =
    missing.length > 0
      ? { outcome: 'not offered' as const, runs: 0 }
      : spec.kind === 'law'
        ? await observeLaw(spec, watched(subject, spec.needs) as Parts, witness, options)
        : await observeRuling(spec, watched(subject, spec.needs) as Parts, witness, options)
  return {
    spec: spec.id,
    says: spec.says,
    cites: spec.cites,
    premises: spec.premises ?? [],
    subject: subject.name,
    seed: options.seed,
    checks: witness.checks,
    ...(missing.length > 0 ? { missing } : {}),
    ...(lent.length > 0 ? { fromReference: lent } : {}),
    ...(witness.worst === undefined ? {} : { tolerance: witness.worst }),
    reached: Object.fromEntries(witness.reachedCounts),
    measured: Object.fromEntries(witness.measurements),
    remarks: [...witness.remarks],
    ...(witness.earned === undefined ? {} : { credit: witness.earned }),
    ...found,
    elapsedMs: performance.now() - started,
  }
}

/** The evidence of a spec that was not run, and why. */
export function unobserved(spec: Spec, subject: string, seed: number, because: string): Evidence {
  return {
    spec: spec.id,
    says: spec.says,
    cites: spec.cites,
    premises: spec.premises ?? [],
    subject,
    seed,
    outcome: 'out of time',
    runs: 0,
    checks: 0,
    failure: { message: because },
    reached: {},
    measured: {},
    remarks: [],
    elapsedMs: 0,
  }
}

/** A part whose getter throws is offered, and crashes when it is used. */
function offers(subject: Subject, part: PartName): boolean {
  try {
    return subject[part] !== undefined
  } catch {
    return true
  }
}

interface Run {
  readonly outcome: Outcome
  readonly runs: number
  readonly failure?: Failure
}

async function observeLaw(spec: Law, subject: Parts, witness: Witness, options: ObserveOptions): Promise<Run> {
  const run = await check(
    () => spec.holds(subject, witness),
    spec.runs,
    witness,
    options,
    options.ofClaim === true ? 'got' : undefined,
  )
  const missed = (spec.reaches ?? []).filter((branch) => !witness.reachedCounts.has(branch))
  if (run.outcome !== 'passed' || missed.length === 0 || options.path !== undefined) return run
  return { ...run, outcome: 'vacuous', failure: { message: `no input reached: ${missed.join('; ')}` } }
}

async function observeRuling(
  spec: Ruling,
  subject: Parts,
  witness: Witness,
  options: ObserveOptions,
): Promise<Run & Pick<Evidence, 'under' | 'trueWhen'>> {
  const all = points(spec.conditions, spec.applies)
  const asked = all.filter((condition) => agrees(condition, options.only))
  const under: Observation[] = []
  let runs = 0
  for (const condition of asked) {
    const spent = options.spent?.()
    const run: Run =
      spent === undefined
        ? await check(
            () => spec.holdsUnder(subject, condition, witness),
            spec.runs,
            witness,
            options,
            spec.judges === 'code' ? undefined : 'expected',
          )
        : { outcome: 'out of time', runs: 0, failure: { message: spent } }
    runs += run.runs
    under.push({ condition, outcome: run.outcome, ...(run.failure === undefined ? {} : { failure: run.failure }) })
  }
  if (asked.length === all.length && under.every(({ outcome }) => outcome !== 'threw')) conclude(spec, subject, witness)
  const worst = WORST_FIRST.find((outcome) => under.some((observation) => observation.outcome === outcome)) ?? 'vacuous'
  const failure = under.find((observation) => observation.outcome === worst)?.failure
  const holding = under.filter((observation) => observation.outcome === 'passed').map((observation) => observation.condition)
  return {
    outcome: worst,
    runs,
    under,
    trueWhen: describeConditions(asked, holding),
    ...(failure === undefined ? {} : { failure }),
  }
}

/** A subject that only now throws has passed or failed before: what it says last is not remarked on. */
function conclude(spec: Ruling, subject: Parts, witness: Witness): void {
  try {
    spec.concludes?.(subject, witness)
  } catch {
    return
  }
}

const WORST_FIRST: readonly Outcome[] = ['threw', 'vacuous', 'stopped', 'out of time', 'wrong value', 'passed']

function agrees(condition: Condition, only: Condition = {}): boolean {
  return Object.entries(only).every(([factor, level]) => condition[factor] === undefined || condition[factor] === level)
}

async function check(
  build: () => Property,
  specRuns: number | undefined,
  witness: Witness,
  options: ObserveOptions,
  said?: Side,
): Promise<Run> {
  await breathe()
  const checksBefore = witness.checks
  let property: Property
  try {
    property = build()
  } catch (error) {
    return { outcome: outcomeOf(error), runs: 0, failure: failureOf(error, said) }
  }
  const rows = isTable(property) ? property.rows : undefined
  const details = await fc.check(untilLost(property), {
    seed: options.seed,
    numRuns: rows?.length ?? Math.max(1, Math.round((specRuns ?? DEFAULT_RUNS) * (options.effort ?? 1))),
    ...(rows === undefined ? {} : { examples: [...rows] }),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.asFound === true ? { endOnFailure: true } : {}),
    ...(options.budgetMs === undefined ? {} : { interruptAfterTimeLimit: options.budgetMs, markInterruptAsFailure: true }),
  })
  if (!details.failed) {
    const compared = witness.checks > checksBefore
    return compared
      ? { outcome: 'passed', runs: details.numRuns }
      : { outcome: 'vacuous', runs: details.numRuns, failure: { message: 'the run made no comparison' } }
  }
  if (details.interrupted && details.counterexample === null) {
    const message = `gave up after ${counted(details.numRuns, 'input')}: the budget of ${options.budgetMs} ms was spent`
    return { outcome: 'out of time', runs: details.numRuns, failure: { message } }
  }
  if (details.counterexample === null) {
    const message = `only ${counted(details.numRuns, 'input')} met the precondition, ${details.numSkips} were skipped`
    return { outcome: 'vacuous', runs: details.numRuns, failure: { message } }
  }
  return {
    outcome: details.errorInstance === null ? 'wrong value' : outcomeOf(details.errorInstance),
    runs: details.numRuns,
    failure: { ...failureOf(details.errorInstance, said), ...(options.asFound === true ? {} : replayOf(details)) },
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof Lost) return error.outcome
  return error instanceof Mismatch ? 'wrong value' : 'threw'
}

/** A subject that is lost is not asked again: the input that lost it is the counter-example, and is not made smaller. */
function untilLost(property: Property): Property {
  let lost = false
  const noted = (failure: Awaited<ReturnType<Property['run']>>): typeof failure => {
    if (failure !== null && 'error' in failure && failure.error instanceof Lost) lost = true
    return failure
  }
  return {
    isAsync: () => property.isAsync(),
    generate: (generator, runId) => property.generate(generator, runId),
    shrink: (value) => property.shrink(value),
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
    run(value) {
      if (lost) return null
      const failure = property.run(value)
      return failure instanceof Promise ? failure.then(noted) : noted(failure)
    },
  }
}

function isTable(property: Property): property is Table {
  return 'rows' in property
}
