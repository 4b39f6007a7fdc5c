/** `assay check SUBJECT`: runs the specs against a subject; somebody else's module or process answers from a process of its own. */
import { styleText } from 'node:util'
import { Command } from 'commander'
import { counted } from '../judge/counted.ts'
import { observe, type Evidence } from '../judge/observe.ts'
import type { Condition, Spec } from '../judge/spec.ts'
import { UsageError } from '../judge/usage-error.ts'
import { verdictOf, verdictWords, type Verdict, type VerdictWord } from '../judge/verdict.ts'
import { standInsOf } from '../report/evidence-fields.ts'
import { replayCommand } from '../report/replay.ts'
import { harmlessJson, printable } from '../report/text.ts'
import type { Judged, Resolution } from '../subjects/resolve.ts'
import { blamed } from './blame.ts'
import { leftOutOf, notAsked, plan, requireKnown } from './check-plan.ts'
import { DEFAULT_SEED, ExitCode, readSeed, wholeNumber } from './exit.ts'
import { partLines, type Asked } from './part-lines.ts'

/** Characters of a subject's own output that are passed on. */
const OUTPUT_SHOWN = 600
/** Seconds that a subject may take for one spec by default. */
const BUDGET_S = 20
/** MiB that a process may use by default: frameworks ask for more than a module does. */
const MEMORY_MIB = { module: 1024, process: 8192 } as const

export interface CheckOptions {
  readonly process?: boolean
  readonly spec?: string
  readonly item?: string
  readonly under?: Condition
  readonly seed: number
  readonly path?: string
  readonly budget: number
  readonly memory?: number
  readonly trusted?: boolean
  readonly optional?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
}

/** Where the text goes: the terminal, or a test. */
export interface Console {
  out(text: string): void
  err(text: string): void
}

const terminal: Console = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

export function checkCommand(console: Console = terminal): Command {
  return new Command('check')
    .description(
      'run the specs against a subject: a module or a process of yours, an answer sheet, reference, mutant:ID or variant:ID',
    )
    .argument(
      '<subject>',
      'path of a .js or .ts module whose default export offers parts, or of a sheet | reference | mutant:ID | variant:ID | with --process: a command',
    )
    .option(
      '--process',
      'the subject is a command that answers calls on its standard input, in any language; it has 40 s, and the budget, to start',
    )
    .option('--spec <id>', 'only this spec, or only the specs whose id starts with this and a dot (assay list names the laws)')
    .option('--item <id>', 'of a sheet: only this item, such as Q5.c')
    .option('--under <condition>', 'ask a ruling under this condition only, such as penalty=l2,start=apart', readCondition)
    .option('--seed <n>', 'seed of the random inputs', readSeed, DEFAULT_SEED)
    .option('--path <path>', 'replay one counter-example (printed with it)', readPath)
    .option(
      '--budget <seconds>',
      'seconds that the subject may take for one spec before its process is killed',
      wholeNumber('--budget', 1, 3600),
      BUDGET_S,
    )
    .option(
      '--memory <MiB>',
      'memory that each of its processes may use: 1024 by default, with --process 8192',
      wholeNumber('--memory', 64, 1_048_576),
    )
    .option('--trusted', 'let a module write files and start processes and threads')
    .option('--optional', 'also ask somebody else’s subject what it need not have: our wording, wasm, threads')
    .option('--verbose', 'print every spec, not only those that do not hold')
    .option('--json', 'print the evidence as JSON lines')
    .addHelpText(
      'after',
      '\nExamples:\n  assay check ./my-implementation.ts\n  assay check --process "python3 mine.py"\n  assay check mutant:mle.divides-by-n-plus-1 --spec mle\n  assay check ./mine.js --spec coin --seed 7\n  assay check answers.yaml --item Q5.a',
    )
    .action(async (subject: string, options: CheckOptions) => {
      process.exitCode = await check(subject, options, console)
    })
}

/** @throws UsageError for a subject that is none, or a spec, an item or a condition that there is not */
export async function check(name: string, options: CheckOptions, console: Console = terminal): Promise<ExitCode> {
  let output = ''
  const memoryMib = options.memory ?? (options.process === true ? MEMORY_MIB.process : MEMORY_MIB.module)
  let resolution: Resolution | undefined
  try {
    // Loaded now: help must not wait for the reference
    const { resolve } = await import('../subjects/resolve.ts')
    resolution = await resolve(name, {
      isCommand: options.process === true,
      limits: { budgetMs: options.budget * 1000, memoryMib, trusted: options.trusted === true },
      onOutput: (text) => (output = (output + text).slice(0, OUTPUT_SHOWN)),
    })
    return await judge(name, resolution, options, console)
  } finally {
    resolution?.close()
    for (const part of resolution?.unknownParts ?? [])
      console.err(`${printable(name)} exports an unknown part: ${printable(part)}\n`)
    if (output !== '')
      console.err(`${styleText('dim', `what ${printable(name)} wrote (first ${OUTPUT_SHOWN} characters):`)}\n${lines(output)}\n`)
  }
}

async function judge(name: string, resolution: Resolution, options: CheckOptions, console: Console): Promise<ExitCode> {
  const planned = await plan(name, resolution, options)
  if (options.under !== undefined) requireKnown(options.under, planned)
  const leftOut = leftOutOf(resolution, options)
  const asked: Asked[] = []
  const isSaid = options.json !== true && resolution.judged.length === 1 && name !== 'reference'
  const brought = isSaid ? (resolution.judged[0]?.brings ?? []) : []
  for (const { judged, spec } of planned) {
    resolution.begin(spec)
    const observed = observing(judged, resolution, options)
    const evidence = await observe(spec, judged.subject, observed).catch((error: unknown) => {
      throw options.path !== undefined && isWrongPath(error) ? noInputAt(options.path, spec) : error
    })
    if (options.path !== undefined && evidence.runs === 0 && evidence.outcome === 'vacuous') throw noInputAt(options.path, spec)
    const verdict = verdictOf(evidence, judged.assumed, judged.supplied)
    const blames =
      verdict.word === 'refuted' && brought.length > 1 ? { blames: await blamed(spec, judged, resolution, observed) } : {}
    asked.push({ spec, word: verdict.word, ...blames })
    const replay = replayCommand(name, evidence, verdict, judged.item, flagsOf(options))
    console.out(
      options.json === true
        ? `${harmlessJson({ ...evidence, verdict, replay })}\n`
        : describe(evidence, verdict, replay, options),
    )
  }
  const count = (word: VerdictWord): number => asked.filter((each) => each.word === word).length
  const nothing = asked.length === 0 ? whyNothing(resolution) : undefined
  if (options.json === true && nothing !== undefined) console.err(`${printable(name)} ${nothing}\n`)
  if (options.json !== true) {
    const verbose = options.verbose === true
    for (const line of partLines(brought, asked, leftOut, verbose)) console.out(`${line}\n`)
    if (resolution.isForeign) console.out(notAsked(leftOut))
    const counts = verdictWords.map((word) => `${count(word)} ${word}`).join(', ')
    console.out(`${printable(name)}${nothing === undefined ? `: ${counted(asked.length, 'spec')}: ${counts}` : ` ${nothing}`}\n`)
  }
  const bad = count('refuted') + count('undecided')
  return bad > 0 || asked.length === count('not offered') ? ExitCode.gateFailed : ExitCode.done
}

/** Why no spec is asked. */
function whyNothing({ judged }: Resolution): string {
  return judged.every(({ brings }) => brings.length === 0)
    ? "offers no part of the contract; 'assay list --parts' names them"
    : 'offers no part that --spec asks about'
}

/** How fast-check says that it cannot follow a path. */
function isWrongPath(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Unable to replay')
}

function noInputAt(path: string, { id }: Spec): UsageError {
  return new UsageError(`--path: ${id} has no input at ${path}; take path and seed as they were printed with the counter-example`)
}

/** How the subject was run, as far as a verdict can depend on it. */
function flagsOf({ process: isCommand, trusted, optional, budget, memory }: CheckOptions): string[] {
  return [
    ...(isCommand === true ? ['--process'] : []),
    ...(budget === BUDGET_S ? [] : ['--budget', String(budget)]),
    ...(memory === undefined ? [] : ['--memory', String(memory)]),
    ...(trusted === true ? ['--trusted'] : []),
    ...(optional === true ? ['--optional'] : []),
  ]
}

function observing(
  judged: Judged,
  { isForeign }: Resolution,
  { seed, path, under, optional }: CheckOptions,
): Parameters<typeof observe>[2] {
  const only = under ?? judged.given
  return {
    seed,
    anyWording: isForeign && optional !== true,
    ...(isForeign || judged.item !== undefined ? { brings: judged.brings } : {}),
    ofClaim: judged.item !== undefined,
    ...(path === undefined ? {} : { path }),
    ...(only === undefined ? {} : { only }),
  }
}

function describe(evidence: Evidence, verdict: Verdict, replay: string, { verbose = false }: CheckOptions): string {
  if (!verbose && (verdict.word === 'holds' || verdict.word === 'not offered')) return ''
  const colour = verdict.word === 'holds' ? 'green' : verdict.word === 'not offered' ? 'dim' : 'red'
  const head = `${styleText(colour, verdict.word.padEnd(12))} ${evidence.spec}: ${printable(evidence.says)}\n`
  const failed = verdict.failure !== undefined
  const more = [
    failed ? printable(verdict.reason) : undefined,
    standInsOf(evidence),
    failed ? `replay: ${replay}` : undefined,
  ].filter((line) => line !== undefined)
  return head + more.map((line) => `             ${line}\n`).join('')
}

function lines(text: string): string {
  return text.trimEnd().split('\n').map(printable).join('\n')
}

/** Inputs and steps that a path may count past: more than any spec tries. */
const MOST_STEPS = 100_000

/** Reads where a counter-example was found: numbers with colons between. */
function readPath(text: string): string {
  const steps = text.split(':')
  if (steps.length > 1000 || !steps.every((step) => /^\d{1,6}$/.test(step) && Number(step) <= MOST_STEPS)) {
    throw new UsageError(
      `--path: expected whole numbers up to ${MOST_STEPS} with colons between, such as 12:3:0, got ${JSON.stringify(text.slice(0, 60))}`,
    )
  }
  return text
}

/** Reads `factor=level,factor=level`. */
function readCondition(text: string): Condition {
  if (text === '') return {}
  const pairs = text.split(',').map((pair) => pair.split('='))
  if (pairs.some((pair) => pair.length !== 2))
    throw new UsageError(`--under: expected factor=level,factor=level, got ${JSON.stringify(text)}`)
  return Object.fromEntries(pairs.map(([factor = '', level = '']) => [factor.trim(), level.trim()]))
}
