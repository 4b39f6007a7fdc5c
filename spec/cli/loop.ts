/** `assay loop train.py`: reads a PyTorch training loop, runs what its steps mean, and says which laws of loops it breaks, and where. */
import { styleText } from 'node:util'
import { Command } from 'commander'
import { observe, type Evidence } from '../judge/observe.ts'
import { UsageError } from '../judge/usage-error.ts'
import { verdictOf, verdictWords, type Verdict } from '../judge/verdict.ts'
import { runsToItsEnd } from '../loops/laws/faults.ts'
import { loopLaws } from '../loops/laws/index.ts'
import type { Note } from '../loops/python/reader.ts'
import { Refusal } from '../loops/python/tree.ts'
import type { PythonLoop } from '../loops/python/read-loop.ts'
import type { Setting } from '../loops/setting.ts'
import { fields } from '../loops/read-program.ts'
import { strategiesOf } from '../loops/strategies.ts'
import { loopFrom } from '../questions/task3/loop-file.ts'
import { rulingOf, traceOf } from '../questions/task3/rulings.ts'
import { harmlessJson, printable } from '../report/text.ts'
import { ExitCode, oneOf } from './exit.ts'

interface LoopOptions {
  readonly strategy?: readonly Setting['strategy'][]
  readonly program?: boolean
  readonly vocabulary?: boolean
  readonly verbose?: boolean
  readonly json?: boolean
}

const strategies = ['single', 'ddp', 'fsdp'] as const

export function loopCommand(): Command {
  return new Command('loop')
    .description(
      'judge a PyTorch training loop by running what its steps mean, on 1, 2 and 4 simulated ranks; nothing of the file is executed',
    )
    .argument('[file]', 'a Python file')
    .option(
      '--strategy <names>',
      `only these: ${strategies.join(',')} (by default those that the loop is written for)`,
      readStrategies,
    )
    .option('--program', 'print the steps that the file is read as, on rank 0, and stop')
    .option('--vocabulary', 'print the steps, with their fields, in which a sheet may describe a loop, and stop')
    .option('--verbose', 'print the laws that hold as well')
    .option('--json', 'print one JSON line a law')
    .addHelpText(
      'after',
      '\nExamples:\n  assay loop train.py\n  assay loop train.py --strategy ddp --verbose\n\nExit codes: 0 all laws hold, 1 some are broken, 2 bad usage, or the order of the steps cannot be known',
    )
    .action(async (file: string | undefined, options: LoopOptions) => {
      process.exitCode = options.vocabulary === true ? printVocabulary() : await judge(file, options)
    })
}

function readStrategies(text: string): Setting['strategy'][] {
  return oneOf('--strategy', text, strategies) as Setting['strategy'][]
}

async function judge(file: string | undefined, options: LoopOptions): Promise<ExitCode> {
  if (file === undefined) throw new UsageError('loop: expected a Python file, such as assay loop train.py, or --vocabulary')
  const loop = loopFrom(file)
  try {
    const meant = options.strategy ?? strategiesOf(loop)
    if (options.program === true) return printProgram(loop, meant[0] ?? 'single')
    return await judgeIn(loop, meant, options)
  } catch (error) {
    if (error instanceof Refusal)
      throw new UsageError(`loop: ${loop.file}: ${error.message}; the order of the steps cannot be known`)
    throw error
  }
}

async function judgeIn(loop: PythonLoop, meant: readonly Setting['strategy'][], options: LoopOptions): Promise<ExitCode> {
  const subject = { name: loop.file, url: '', trainingLoop: loop }
  const ends = (setting: Setting): boolean => traceOf(subject, setting).ended !== undefined
  const settings = meant.flatMap((strategy) =>
    (strategy === 'single' ? [1] : [2, 4]).map((ranks): Setting => ({ strategy, ranks, device: 'gpu', dtype: 'float16' })),
  )
  const write = (text: string): void => void process.stdout.write(text)
  const onCpu = settings.map((setting): Setting => ({ ...setting, device: 'cpu' }))
  const needsGpu = onCpu.every((setting) => ends(setting)) && !settings.every((setting) => ends(setting))
  const isAsked = ({ strategy, device }: Setting): boolean => meant.includes(strategy) && !(needsGpu && device === 'cpu')
  if (options.json !== true) write(head(loop, settings, needsGpu))
  const counts = new Map<string, number>()
  for (const law of loopLaws) {
    const speaks = settings.some((setting) => {
      const trace = traceOf(subject, setting)
      return trace.ended === undefined && law.speaksOf(trace)
    })
    const isTheEnd = law === runsToItsEnd
    if (!speaks && !isTheEnd) continue
    // A run that ends early is told once, by the law about that
    const among = (setting: Setting): boolean => isAsked(setting) && (isTheEnd || !ends(setting))
    const evidence = await observe(rulingOf({ law, among }), subject, { seed: 1 })
    if (evidence.under?.length === 0) continue
    const verdict = verdictOf(evidence)
    counts.set(verdict.word, (counts.get(verdict.word) ?? 0) + 1)
    if (options.json === true) write(`${harmlessJson({ law: law.id, verdict, evidence })}\n`)
    else if (verdict.word !== 'holds' || options.verbose === true) write(describe(evidence, verdict))
  }
  const summary = verdictWords.flatMap((word) => (counts.has(word) ? [`${counts.get(word)} ${word}`] : [])).join(', ')
  if (options.json !== true) write(`\n${printable(loop.file)}: ${summary}\n`)
  return [...counts.keys()].every((word) => word === 'holds') ? ExitCode.done : ExitCode.gateFailed
}

function head(loop: PythonLoop, settings: readonly Setting[], needsGpu: boolean): string {
  const names = [...new Set(settings.map(({ strategy }) => strategy))].join(', ')
  const notes = new Map<string, Note>()
  for (const setting of settings) {
    for (let rank = 0; rank < setting.ranks; rank += 1)
      for (const note of loop.notesFor(setting, rank)) notes.set(`${note.at.line}:${note.at.column} ${note.message}`, note)
  }
  const lines = [...notes.values()].toSorted((a, b) => a.at.line - b.at.line || a.at.column - b.at.column)
  const file = printable(loop.file)
  const told = lines.map(({ at, message }) => `  ${file}:${at.line}:${at.column} ${printable(message)}\n`)
  return `${file}, read for ${names}${needsGpu ? '; it needs a GPU' : ''}\n${told.length > 0 ? `Not understood, or taken for granted:\n${told.join('')}` : ''}`
}

function describe(evidence: Evidence, verdict: Verdict): string {
  const colour = verdict.word === 'holds' ? 'green' : verdict.word === 'refuted' ? 'red' : 'yellow'
  const sign = verdict.word === 'holds' ? '✓' : verdict.word === 'refuted' ? '✗' : '◐'
  const word = styleText(colour, `${sign} ${verdict.word}`)
  return `\n${word} ${evidence.spec}: ${evidence.says}\n  ${printable(verdict.reason)}\n`
}

function printProgram(loop: PythonLoop, strategy: Setting['strategy']): ExitCode {
  const program = loop.programFor({ strategy, ranks: strategy === 'single' ? 1 : 2, device: 'gpu', dtype: 'float16' }, 0)
  const text = JSON.stringify(program, (key: string, value: unknown) => (key === 'at' ? undefined : value), 2)
  process.stdout.write(`${text}\n`)
  return ExitCode.done
}

/** One line a step: its name and its fields; those with a question mark may be left out. */
function printVocabulary(): ExitCode {
  const told: Readonly<Record<string, string>> = { value: 'a number', number: 'a constant', flag: 'true | false', steps: 'steps' }
  const lines = Object.entries(fields).map(([name, own]) => {
    const list = Object.entries(own).map(([field, kind]) => {
      const form = typeof kind === 'string' ? told[kind] : kind.join(' | ')
      return form === undefined ? field : `${field} (${form})`
    })
    return list.length === 0 ? name : `${name}: ${list.join(', ')}`
  })
  process.stdout.write(`${lines.join('\n')}\n`)
  return ExitCode.done
}
