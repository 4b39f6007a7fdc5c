/** `assay check SUBJECT`: runs the specs against a subject, in a child process if it is someone else's. */
import { styleText } from 'node:util'
import { Command } from 'commander'
import { verdictOf, verdictWords, type VerdictWord } from '../grade/verdict.ts'
import { LoadError, observeInChild } from '../grade/watchdog.ts'
import { catalogue } from '../index.ts'
import { observe, type Evidence } from '../observe.ts'
import type { Spec } from '../spec.ts'
import { loadSubject, moduleUrl } from '../subjects/load.ts'
import { DEFAULT_SEED, ExitCode, readSeed, UsageError, wholeNumber } from './exit.ts'

/** Characters of a module's own output that are passed on. */
const OUTPUT_SHOWN = 600

interface CheckOptions {
  readonly spec?: string
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
    .description('run the specs against a subject: reference, mutant:ID, variant:ID, or a module of yours')
    .argument('<subject>', 'reference | mutant:ID | variant:ID | path of a .js or .ts module whose default export offers parts')
    .option('--spec <id>', 'only this spec, or only the specs whose id starts with this and a dot')
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
  const specs = chosenSpecs(options.spec)
  const counts = new Map<VerdictWord, number>()
  let observed = 0
  for await (const evidence of observeAll(subject, specs, options)) {
    observed += 1
    const { word } = verdictOf(evidence)
    counts.set(word, (counts.get(word) ?? 0) + 1)
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify({ verdict: word, ...evidence })}\n`
        : describe(subject, evidence, options.verbose === true),
    )
  }
  if (observed !== specs.length) throw new Error(`check: ${specs.length} specs were asked, ${observed} were observed`)
  const summary = verdictWords.map((word) => `${counts.get(word) ?? 0} ${word}`).join(', ')
  if (options.json !== true) process.stdout.write(`${subject}: ${specs.length} specs: ${summary}\n`)
  const bad = (counts.get('refuted') ?? 0) + (counts.get('undecided') ?? 0)
  const judged = specs.length - (counts.get('not offered') ?? 0)
  return bad > 0 || judged === 0 ? ExitCode.gateFailed : ExitCode.done
}

function chosenSpecs(wanted: string | undefined): readonly Spec[] {
  const all = Object.values(catalogue).flat()
  const chosen = wanted === undefined ? all : all.filter(({ id }) => id === wanted || id.startsWith(`${wanted}.`))
  if (chosen.length === 0) throw new UsageError(`--spec: no spec ${JSON.stringify(wanted)}; 'assay list' names them`)
  return chosen
}

async function* observeAll(subject: string, specs: readonly Spec[], options: CheckOptions): AsyncGenerator<Evidence> {
  const { seed, path } = options
  const observing = { seed, ...(path === undefined ? {} : { path }) }
  if (/^(reference$|mutant:|variant:)/.test(subject)) {
    const loaded = await loadSubject(subject)
    for (const spec of specs) yield await observe(spec, loaded, observing)
    return
  }
  moduleUrl(subject)
  const limits = { killAfterMs: options.budget * 1000, memoryMib: options.memory, trusted: options.trusted === true }
  let output = ''
  try {
    yield* observeInChild(
      subject,
      specs,
      { ...observing, ...limits },
      (text) => (output = (output + text).slice(0, OUTPUT_SHOWN)),
    )
  } catch (error) {
    if (error instanceof LoadError) throw new UsageError(`check: ${subject} could not be loaded: ${error.message}`)
    throw error
  } finally {
    if (output !== '')
      process.stderr.write(
        `${styleText('dim', `what ${subject} wrote (first ${OUTPUT_SHOWN} characters):`)}\n${output.trimEnd()}\n`,
      )
  }
}

function describe(subject: string, evidence: Evidence, verbose: boolean): string {
  const verdict = verdictOf(evidence)
  if (!verbose && (verdict.word === 'holds' || verdict.word === 'not offered')) return ''
  const colour = verdict.word === 'holds' ? 'green' : verdict.word === 'not offered' ? 'dim' : 'red'
  const head = `${styleText(colour, verdict.word.padEnd(12))} ${evidence.spec}: ${evidence.says}\n`
  if (verdict.failure === undefined) return head
  const path = verdict.failure.path === undefined ? '' : ` --path ${verdict.failure.path}`
  return `${head}             ${verdict.reason}\n             replay: assay check ${subject} --spec ${evidence.spec} --seed ${evidence.seed}${path}\n`
}
