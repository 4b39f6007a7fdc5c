/** `assay grade [SHEET]`: judges an answer sheet, prints the report card as it comes, and leaves the report in a folder. */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Argument, Command } from 'commander'
import { questions } from '../questions/index.ts'
import type { Answer } from '../questions/question.ts'
import { truthPage } from '../questions/truth.ts'
import { loadSheet, type Sheet } from '../sheet/answer-sheet.ts'
import { processorBudget, usualBudget } from '../sheet/budget.ts'
import { grade } from '../sheet/grade.ts'
import { verdictWords, type VerdictWord } from '../judge/verdict.ts'
import type { ItemReport, ReportCard } from '../report/card.ts'
import { drawFigures, type Figure } from '../report/figure.ts'
import { pathFromHere } from '../report/path-from-here.ts'
import type { Markup } from '../report/markup.ts'
import { openReportFolder, type ReportFolder } from '../report/files.ts'
import { reportPage } from '../report/page.ts'
import { progress } from '../report/progress.ts'
import { printable } from '../report/text.ts'
import { emptyCard, withItem } from '../report/running-card.ts'
import { wantsColour } from '../report/appearance.ts'
import { describeHead, describeItem, describeQuestion, describeSummary, type TerminalOptions } from '../report/terminal.ts'
import { DEFAULT_SEED, ExitCode, oneOf, readFolder, readSeed, version, wholeNumber } from './exit.ts'
import type { Subject } from '../judge/subject.ts'
import { UsageError } from '../judge/usage-error.ts'

interface GradeCommandOptions {
  readonly question?: readonly string[]
  readonly seed: number
  readonly out: string
  readonly budget?: number
  readonly failOn?: readonly VerdictWord[]
  readonly bench: string
  readonly verbose?: boolean
}

const submitted = fileURLToPath(new URL('../../../spec/sheets/submitted.yaml', import.meta.url))

export function gradeCommand(): Command {
  return new Command('grade')
    .description('grade an answer sheet (YAML or JSON) and print the report card; the submitted assignment by default')
    .addArgument(new Argument('[sheet]', 'the sheet; see assay init').default(submitted, 'the submitted assignment'))
    .option('--question <ids>', 'only these questions, with their evidence, such as q2 or q1,q5', readQuestions)
    .option('--seed <n>', 'seed of the random inputs', readSeed, DEFAULT_SEED)
    .option('--out <dir>', 'folder for report.html, report.json, junit.xml, card.txt and the figures', readFolder, 'report')
    .option(
      '--budget <seconds>',
      'processor time for the sheet; what does not fit is undecided (4 to 7 by default, and 13 more if question 4 is answered)',
      wholeNumber('--budget', 1, 86_400),
    )
    .option('--fail-on <verdicts>', 'end with exit code 1 if an item gets one of these, such as refuted,conditional', readWords)
    .option('--bench <dir>', 'folder of bench results; the last is shown beside question 3', 'bench/results')
    .option('--verbose', 'print the evidence of every item')
    .addHelpText(
      'after',
      '\nExamples:\n  assay grade\n  assay grade answers.yaml --question q2\n  assay grade answers.yaml --fail-on refuted,contradictory --out build/report' +
        '\n\nExit codes: 0 graded, 1 a gate failed (--fail-on), 2 bad usage or input, 3 a fault of assay',
    )
    .action(async (sheet: string, options: GradeCommandOptions) => {
      process.exitCode = await run(sheet, options)
    })
}

async function run(file: string, options: GradeCommandOptions): Promise<ExitCode> {
  const started = performance.now()
  const sheet = onlyQuestions(loadSheet(pathFromHere(file), questions), options.question)
  if (sheet.questions.every(({ items }) => items.length === 0))
    throw new UsageError(`grade: ${file} answers nothing; assay init shows how`)
  const folder = openReportFolder(resolve(options.out))
  // The files of the folder are whole at every moment, and a handler of signals would wait for the end of what is computed: there is none.
  const terminal = terminalOptions(options)
  // Loaded now: help, and a sheet with mistakes, must not wait for it
  const { default: reference } = await import('../subjects/reference.ts')
  const card = await gradeSheet(sheet, reference, options, terminal, folder, () => performance.now() - started)
  const drawn = await drawFigures(await figuresOf(card, options.bench), reference, (question) => answersOf(sheet, question))
  const [page = ''] = folder.finish(card, reportPage(card, drawn, await truthsOf(card)), drawn)
  process.stdout.write(`${describeSummary(card, terminal)}The page: ${printable(page)}\n`)
  const gated = card.items.filter(({ verdict }) => options.failOn?.includes(verdict.word) === true)
  return gated.length === 0 ? ExitCode.done : ExitCode.gateFailed
}

/** Those of the questions that were graded; beside question 3, what the last bench measured, if there was one. */
async function figuresOf(card: ReportCard, benchFolder: string): Promise<Figure[]> {
  const { lastRun, measuredCost } = await import('../../bench/sparse-gradient/last-run.ts')
  const last = lastRun(benchFolder)
  const measured = last === undefined ? undefined : measuredCost(last)
  const own = questions.flatMap(({ figure }) => (figure === undefined ? [] : [figure]))
  const all = [...own, ...(measured === undefined ? [] : [measured])]
  return all.filter(({ question }) => card.questions.some(({ id }) => id === question))
}

/** What is true of the questions that were graded, and why. Loaded here, as nothing before it needs the renderer. */
async function truthsOf(card: ReportCard): Promise<ReadonlyMap<string, Markup>> {
  const { truthMarkup } = await import('../report/truth-markup.ts')
  const pages = card.questions.map(({ id }) => [id, truthPage(id)] as const)
  return new Map(pages.flatMap(([id, page]) => (page === undefined ? [] : [[id, truthMarkup(page.text)] as const])))
}

/** What the sheet says to a question. */
function answersOf(sheet: Sheet, wanted: string): readonly Answer[] {
  return sheet.questions
    .filter(({ question }) => question.id === wanted)
    .flatMap(({ items }) => items.flatMap(({ answers }) => answers))
}

async function gradeSheet(
  sheet: Sheet,
  reference: Subject,
  { seed, budget }: GradeCommandOptions,
  terminal: TerminalOptions,
  folder: ReportFolder,
  elapsedMs: () => number,
): Promise<ReportCard> {
  const watched = {
    write: (text: string) => void process.stderr.write(text),
    isTTY: process.stderr.isTTY,
    columns: terminal.columns,
  }
  const life = progress({ ...watched, now: () => performance.now() })
  let card = emptyCard(sheet, seed, version, new Date().toISOString())
  const { planned } = card
  folder.keep(card) // a folder that cannot be written is found out before anything is judged
  process.stdout.write(describeHead(card, terminal))
  const onSpec = (item: string, spec: string): void => {
    life.step(card.items.length, planned, `${item} ${spec}`)
    folder.keep({ ...card, elapsedMs: elapsedMs() })
  }
  // With a budget that was asked for, nothing is run that may not be needed.
  if (budget === undefined)
    for (const { question, items } of sheet.questions)
      if (items.some(({ answers }) => answers.length > 0)) question.begins?.(reference, seed)
  const spent = processorBudget(budget ?? usualBudget(sheet))
  for await (const item of grade(sheet, reference, { seed, onSpec, spent })) {
    life.clear()
    if (!card.items.some(({ question }) => question === item.question)) process.stdout.write(headingOf(item, card, terminal))
    process.stdout.write(describeItem(item, terminal))
    card = withItem(card, item, elapsedMs())
  }
  life.clear()
  if (card.items.length !== planned) throw new Error(`grade: the sheet has ${planned} items, ${card.items.length} were judged`)
  return { ...card, complete: true, elapsedMs: elapsedMs() }
}

function headingOf(item: ItemReport, card: ReportCard, terminal: TerminalOptions): string {
  const question = card.questions.find(({ id }) => id === item.question)
  return question === undefined ? '' : describeQuestion(question, terminal)
}

function terminalOptions({ verbose, question }: GradeCommandOptions): TerminalOptions {
  const colour = wantsColour(process.stdout, process.env)
  const columns = process.stdout.isTTY ? process.stdout.columns : 100
  return { columns, colour, verbose: verbose === true, ...(question === undefined ? {} : { questions: question }) }
}

function onlyQuestions(sheet: Sheet, wanted: readonly string[] | undefined): Sheet {
  if (wanted === undefined) return sheet
  const chosen = sheet.questions.filter(({ question }) => wanted.includes(question.id))
  const missing = wanted.filter((id) => !chosen.some(({ question }) => question.id === id))
  if (missing.length > 0) throw new UsageError(`--question: ${sheet.file} does not answer ${missing.join(', ')}`)
  return { ...sheet, questions: chosen }
}

function readQuestions(text: string): string[] {
  return oneOf(
    '--question',
    text,
    questions.map(({ id }) => id),
  )
}

function readWords(text: string): string[] {
  return oneOf('--fail-on', text, verdictWords)
}
