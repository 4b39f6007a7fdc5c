/** `assay check SUBJECT`: runs the specs against a subject, in a child process if it is someone else's module. */
import { styleText } from 'node:util'
import { Command } from 'commander'
import { questions } from '../questions/index.ts'
import { loadSheet } from '../sheet/answer-sheet.ts'
import { claimsOf, subjectOf, type Claim } from '../sheet/claim.ts'
import { replayCommand } from '../report/replay.ts'
import { verdictOf, verdictWords, type Verdict, type VerdictWord } from '../judge/verdict.ts'
import { LoadError, observeInChild } from '../subjects/watchdog.ts'
import { catalogue } from '../laws/index.ts'
import { printable } from '../report/text.ts'
import { observe, type Evidence, type ObserveOptions } from '../judge/observe.ts'
import type { Condition, Spec } from '../judge/spec.ts'
import reference from '../subjects/reference.ts'
import { loadSubject, moduleUrl } from '../subjects/load.ts'
import { DEFAULT_SEED, ExitCode, readSeed, wholeNumber } from './exit.ts'
import { UsageError } from '../judge/usage-error.ts'

/** Characters of a module's own output that are passed on. */
const OUTPUT_SHOWN = 600

interface CheckOptions {
  readonly spec?: string
  readonly item?: string
  readonly under?: Condition
  readonly seed: number
  readonly path?: string
  readonly budget: number
  readonly memory: number
  readonly trusted?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
}

export function checkCommand(): Command {
  return new Command('check')
    .description('run the specs against a subject: a module of yours, an answer sheet, reference, mutant:ID or variant:ID')
    .argument(
      '<subject>',
      'path of a .js or .ts module whose default export offers parts, or of a sheet | reference | mutant:ID | variant:ID',
    )
    .option('--spec <id>', 'only this spec, or only the specs whose id starts with this and a dot')
    .option('--item <id>', 'of a sheet: only this item, such as Q5.c')
    .option('--under <condition>', 'ask a ruling under this condition only, such as penalty=l2,start=apart', readCondition)
    .option('--seed <n>', 'seed of the random inputs', readSeed, DEFAULT_SEED)
    .option('--path <path>', 'replay one counter-example (printed with it)')
    .option('--budget <seconds>', 'seconds that one spec may take before it is killed', wholeNumber('--budget', 1, 3600), 20)
    .option('--memory <MiB>', 'memory that the module may use', wholeNumber('--memory', 64, 65536), 1024)
    .option('--trusted', 'let the module write files and start processes')
    .option('--verbose', 'print every spec, not only those that do not hold')
    .option('--json', 'print the evidence as JSON lines')
    .addHelpText(
      'after',
      '\nExamples:\n  assay check ./my-implementation.ts\n  assay check mutant:M69\n  assay check ./mine.js --spec beta-bernoulli --seed 7',
    )
    .action(async (subject: string, options: CheckOptions) => {
      process.exitCode = await check(subject, options)
    })
}

async function check(subject: string, options: CheckOptions): Promise<ExitCode> {
  const counts = new Map<VerdictWord, number>()
  const planned = isSheet(subject) ? sheetSpecs(subject, options) : chosenSpecs(options.spec)
  if (options.under !== undefined) requireKnown(options.under, planned)
  let observed = 0
  for await (const { evidence, item } of observeAll(subject, planned, options)) {
    observed += 1
    const verdict = verdictOf(evidence)
    counts.set(verdict.word, (counts.get(verdict.word) ?? 0) + 1)
    const replay = replayCommand(subject, evidence, verdict, item)
    const text =
      options.json === true
        ? `${JSON.stringify({ ...evidence, verdict, replay })}\n`
        : describe(evidence, verdict, replay, options)
    process.stdout.write(text)
  }
  if (observed !== planned.length) throw new Error(`check: ${planned.length} specs were asked, ${observed} were observed`)
  const summary = verdictWords.map((word) => `${counts.get(word) ?? 0} ${word}`).join(', ')
  if (options.json !== true) process.stdout.write(`${subject}: ${planned.length} specs: ${summary}\n`)
  const bad = (counts.get('refuted') ?? 0) + (counts.get('undecided') ?? 0)
  const judged = planned.length - (counts.get('not offered') ?? 0)
  return bad > 0 || judged === 0 ? ExitCode.gateFailed : ExitCode.done
}

/** @throws UsageError for a factor or a level that none of the specs asks about */
function requireKnown(under: Condition, planned: readonly Planned[]): void {
  for (const [factor, level] of Object.entries(under)) {
    const levels = planned.flatMap(({ spec }) => (spec.kind === 'ruling' ? (spec.conditions[factor] ?? []) : []))
    if (levels.includes(level)) continue
    const known =
      levels.length > 0 ? `expected ${factor} = ${[...new Set(levels)].join(' or ')}` : `no spec here asks about ${factor}`
    throw new UsageError(`--under: ${known}, got ${factor}=${level}`)
  }
}

/** A spec to observe; of a sheet, with the claim that it judges. */
interface Planned {
  readonly spec: Spec
  readonly claim?: Claim
}

interface Observed {
  readonly evidence: Evidence
  readonly item?: string
}

function isSheet(subject: string): boolean {
  return /\.(ya?ml|json)$/i.test(subject)
}

function sheetSpecs(file: string, { item, spec }: CheckOptions): Planned[] {
  const all = loadSheet(file, questions).questions.flatMap(({ question, items }) =>
    claimsOf(question, items).flatMap((claim) => claim.specs.map((each) => ({ spec: each, claim }))),
  )
  const chosen = all.filter(
    (planned) => (item === undefined || planned.claim.item.id === item) && (spec === undefined || planned.spec.id === spec),
  )
  if (chosen.length === 0) throw new UsageError(`check: ${file} has no ${item ?? 'item'} that ${spec ?? 'a spec'} judges`)
  return chosen
}

function chosenSpecs(wanted: string | undefined): Planned[] {
  const all = Object.values(catalogue).flat()
  const chosen = wanted === undefined ? all : all.filter(({ id }) => id === wanted || id.startsWith(`${wanted}.`))
  if (chosen.length === 0) throw new UsageError(`--spec: no spec ${JSON.stringify(wanted)}; 'assay list' names them`)
  return chosen.map((spec) => ({ spec }))
}

async function* observeAll(subject: string, planned: readonly Planned[], options: CheckOptions): AsyncGenerator<Observed> {
  const { seed, path, under } = options
  const observing = { seed, ...(path === undefined ? {} : { path }), ...(under === undefined ? {} : { only: under }) }
  if (isSheet(subject)) {
    for (const { spec, claim } of planned) {
      if (claim === undefined) continue
      const only = under ?? claim.given
      yield { evidence: await observe(spec, subjectOf(claim, reference), { ...observing, only }), item: claim.item.id }
    }
    return
  }
  const specs = planned.map(({ spec }) => spec)
  if (/^(reference$|mutant:|variant:)/.test(subject)) {
    const loaded = await loadSubject(subject)
    for (const spec of specs) yield { evidence: await observe(spec, loaded, observing) }
    return
  }
  for await (const evidence of observeModule(subject, specs, observing, options)) yield { evidence }
}

async function* observeModule(
  subject: string,
  specs: readonly Spec[],
  observing: ObserveOptions,
  options: CheckOptions,
): AsyncGenerator<Evidence> {
  moduleUrl(subject)
  const limits = { killAfterMs: options.budget * 1000, memoryMib: options.memory, trusted: options.trusted === true }
  let output = ''
  const strangers = new Set<string>()
  const onStrangers = (names: readonly string[]): void => names.forEach((name) => strangers.add(name))
  try {
    yield* observeInChild(
      subject,
      specs,
      { ...observing, ...limits, onStrangers },
      (text) => (output = (output + text).slice(0, OUTPUT_SHOWN)),
    )
  } catch (error) {
    if (error instanceof LoadError) throw new UsageError(`check: ${subject} could not be loaded: ${error.message}`)
    throw error
  } finally {
    for (const name of strangers) process.stderr.write(`${subject} offers what is no part: ${printable(name)}\n`)
    if (output !== '')
      process.stderr.write(
        `${styleText('dim', `what ${subject} wrote (first ${OUTPUT_SHOWN} characters):`)}\n${output.trimEnd().split('\n').map(printable).join('\n')}\n`,
      )
  }
}

function describe(evidence: Evidence, verdict: Verdict, replay: string, { verbose = false }: CheckOptions): string {
  if (!verbose && (verdict.word === 'holds' || verdict.word === 'not offered')) return ''
  const colour = verdict.word === 'holds' ? 'green' : verdict.word === 'not offered' ? 'dim' : 'red'
  const head = `${styleText(colour, verdict.word.padEnd(12))} ${evidence.spec}: ${evidence.says}\n`
  return verdict.failure === undefined
    ? head
    : `${head}             ${printable(verdict.reason)}\n             replay: ${replay}\n`
}

/** Reads `factor=level,factor=level`. */
function readCondition(text: string): Condition {
  if (text === '') return {}
  const pairs = text.split(',').map((pair) => pair.split('='))
  if (pairs.some((pair) => pair.length !== 2))
    throw new UsageError(`--under: expected factor=level,factor=level, got ${JSON.stringify(text)}`)
  return Object.fromEntries(pairs.map(([factor = '', level = '']) => [factor.trim(), level.trim()]))
}
