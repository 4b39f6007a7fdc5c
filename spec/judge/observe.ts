/** Observes a spec on a subject and returns what the run left: evidence. Never throws for what a subject does. */
import fc, { type RunDetails } from 'fast-check'
import { describeConditions, points } from './conditions.ts'
import type { Condition, Law, Property, Ruling, Spec, Table } from './spec.ts'
import type { PartName, Parts, Subject } from './subject.ts'
import { Mismatch, Witness, type ToleranceUse } from './witness.ts'

/**
 * How a run ended. Only `passed` is good news: `wrong value` and `threw` refute, `vacuous` made no comparison or missed a
 * branch it promised to take, `out of time` spent its budget, `not offered` lacks a part.
 */
export type Outcome = 'passed' | 'wrong value' | 'threw' | 'vacuous' | 'out of time' | 'not offered'

/** Why a run did not pass. */
export interface Failure {
  readonly message: string
  readonly expected?: string
  readonly got?: string
  readonly counterexample?: string
  /** fast-check's path to the smallest counter-example. */
  readonly path?: string
  readonly shrinks?: number
}

/** One condition of a ruling, observed. */
export interface Observation {
  readonly condition: Condition
  readonly outcome: Outcome
  readonly failure?: Failure
}

export interface Evidence {
  readonly spec: string
  readonly says: string
  readonly cites: string
  readonly restsOn: readonly string[]
  readonly subject: string
  readonly outcome: Outcome
  readonly seed: number
  /** Random inputs or table rows that were tried, over all conditions. */
  readonly runs: number
  /** Comparisons that were made. */
  readonly checks: number
  readonly failure?: Failure
  readonly missing?: readonly PartName[]
  /** The largest share of a tolerance that was used. */
  readonly tolerance?: ToleranceUse
  readonly reached: Readonly<Record<string, number>>
  readonly measured: Readonly<Record<string, unknown>>
  /** Clauses for the one-line reason. */
  readonly remarks: readonly string[]
  /** For a ruling: every condition asked, and in words when the sentence holds. */
  readonly under?: readonly Observation[]
  readonly trueWhen?: string
  readonly elapsedMs: number
}

export interface ObserveOptions {
  readonly seed: number
  /** Multiplies the number of random inputs of every spec. */
  readonly effort?: number
  /** fast-check path: replays one counter-example of a law. */
  readonly path?: string
  /** Milliseconds after which a spec that still runs is given up, between two inputs. */
  readonly budgetMs?: number
  /** Conditions of a ruling to ask; all unless told. */
  readonly only?: Condition
}

const DEFAULT_RUNS = 100

export async function observe(spec: Spec, subject: Subject, options: ObserveOptions): Promise<Evidence> {
  const started = performance.now()
  const witness = new Witness()
  const missing = spec.needs.filter((part) => !offers(subject, part))
  const found =
    missing.length > 0
      ? { outcome: 'not offered' as const, runs: 0 }
      : spec.kind === 'law'
        ? await observeLaw(spec, subject as Subject & Parts, witness, options)
        : await observeRuling(spec, subject as Subject & Parts, witness, options)
  return {
    spec: spec.id,
    says: spec.says,
    cites: spec.cites,
    restsOn: spec.restsOn ?? [],
    subject: subject.name,
    seed: options.seed,
    checks: witness.checks,
    ...(missing.length > 0 ? { missing } : {}),
    ...(witness.worst === undefined ? {} : { tolerance: witness.worst }),
    reached: Object.fromEntries(witness.reachedCounts),
    measured: Object.fromEntries(witness.measurements),
    remarks: [...witness.remarks],
    ...found,
    elapsedMs: performance.now() - started,
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

async function observeLaw(spec: Law, subject: Subject & Parts, witness: Witness, options: ObserveOptions): Promise<Run> {
  const run = await check(() => spec.holds(subject, witness), spec.runs, witness, options)
  const missed = (spec.reaches ?? []).filter((branch) => !witness.reachedCounts.has(branch))
  if (run.outcome !== 'passed' || missed.length === 0 || options.path !== undefined) return run
  return { ...run, outcome: 'vacuous', failure: { message: `no input reached: ${missed.join('; ')}` } }
}

async function observeRuling(
  spec: Ruling,
  subject: Subject & Parts,
  witness: Witness,
  options: ObserveOptions,
): Promise<Run & Pick<Evidence, 'under' | 'trueWhen'>> {
  const all = points(spec.conditions, spec.applies)
  const asked = all.filter((condition) => agrees(condition, options.only))
  const under: Observation[] = []
  let runs = 0
  for (const condition of asked) {
    const run = await check(() => spec.holdsUnder(subject, condition, witness), spec.runs, witness, options)
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
function conclude(spec: Ruling, subject: Subject & Parts, witness: Witness): void {
  try {
    spec.concludes?.(subject, witness)
  } catch {
    return
  }
}

const WORST_FIRST: readonly Outcome[] = ['threw', 'vacuous', 'out of time', 'wrong value', 'passed']

function agrees(condition: Condition, only: Condition = {}): boolean {
  return Object.entries(only).every(([factor, level]) => condition[factor] === undefined || condition[factor] === level)
}

async function check(
  build: () => Property,
  specRuns: number | undefined,
  witness: Witness,
  options: ObserveOptions,
): Promise<Run> {
  const checksBefore = witness.checks
  let property: Property
  try {
    property = build()
  } catch (error) {
    return { outcome: error instanceof Mismatch ? 'wrong value' : 'threw', runs: 0, failure: failureOf(error) }
  }
  const rows = isTable(property) ? property.rows : undefined
  const details = await fc.check(property, {
    seed: options.seed,
    numRuns: rows?.length ?? Math.max(1, Math.round((specRuns ?? DEFAULT_RUNS) * (options.effort ?? 1))),
    ...(rows === undefined ? {} : { examples: [...rows] }),
    ...(options.path === undefined ? {} : { path: options.path }),
    ...(options.budgetMs === undefined ? {} : { interruptAfterTimeLimit: options.budgetMs, markInterruptAsFailure: true }),
  })
  if (!details.failed) {
    const compared = witness.checks > checksBefore
    return compared
      ? { outcome: 'passed', runs: details.numRuns }
      : { outcome: 'vacuous', runs: details.numRuns, failure: { message: 'the run made no comparison' } }
  }
  if (details.interrupted && details.counterexample === null) {
    const message = `gave up after ${details.numRuns} inputs: the budget of ${options.budgetMs} ms was spent`
    return { outcome: 'out of time', runs: details.numRuns, failure: { message } }
  }
  if (details.counterexample === null) {
    const message = `only ${details.numRuns} inputs met the precondition, ${details.numSkips} were skipped`
    return { outcome: 'vacuous', runs: details.numRuns, failure: { message } }
  }
  const outcome = details.errorInstance instanceof Mismatch || details.errorInstance === null ? 'wrong value' : 'threw'
  return {
    outcome,
    runs: details.numRuns,
    failure: {
      ...failureOf(details.errorInstance),
      ...replayOf(details, rows === undefined ? await drawnAgain(property, details) : undefined),
    },
  }
}

function isTable(property: Property): property is Table {
  return 'rows' in property
}

function failureOf(error: unknown): Failure {
  if (error instanceof Mismatch) return { message: error.message, expected: error.expected, got: error.got }
  return { message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
}

function replayOf(details: RunDetails<unknown>, drawn: string | undefined): Partial<Failure> {
  const path = details.counterexamplePath
  const left = fc.stringify(details.counterexample)
  return {
    counterexample:
      drawn === undefined || drawn === left ? left : `${drawn} (the subject changed its arguments: they are now ${left})`,
    shrinks: details.numShrinks,
    ...(path === null ? {} : { path }),
  }
}

/** The counter-example as it was before the subject had it: drawn again, and written down before it is run. */
async function drawnAgain(property: Property, { seed, counterexamplePath }: RunDetails<unknown>): Promise<string | undefined> {
  let drawn: string | undefined
  const watched: Property = {
    isAsync: () => property.isAsync(),
    generate: (generator, runId) => property.generate(generator, runId),
    shrink: (value) => property.shrink(value),
    runBeforeEach: () => property.runBeforeEach(),
    runAfterEach: () => property.runAfterEach(),
    run: (value) => {
      drawn ??= fc.stringify(value)
      return property.run(value)
    },
  }
  await fc.check(watched, { seed, path: counterexamplePath ?? '', endOnFailure: true })
  return drawn
}
