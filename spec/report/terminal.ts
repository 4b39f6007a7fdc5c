/** The report card in a terminal or a log: plain text, as wide as it is told, in colour only if it is told. */
import { counted } from '../judge/counted.ts'
import { verdictWords } from '../judge/verdict.ts'
import { appearances, painter, type Paint } from './appearance.ts'
import type { ItemReport, ReportCard } from './card.ts'
import { describeDetails } from './details.ts'
import { printable, shorten, wrap } from './text.ts'

export interface TerminalOptions {
  /** Columns of the terminal. Lines stay within it, but for replay commands, which must survive a copy. */
  readonly columns: number
  readonly colour: boolean
  /** Give the evidence of every item. */
  readonly verbose?: boolean
  /** Questions whose items are given with their evidence. */
  readonly questions?: readonly string[]
}

const BADGE_COLUMNS = 16 // a mark, 'contradictory', and the spaces around
const WIDEST = 120
const NARROW = 90
const REASON_LINES = 2

/** What the run is about: printed before the first verdict. */
export function describeHead(card: Pick<ReportCard, 'sheet' | 'seed' | 'assay' | 'planned'>, options: TerminalOptions): string {
  const paint = painter(options.colour)
  const columns = measure(options)
  const about = `${card.sheet.file} · ${counted(card.planned, 'item')} · seed ${card.seed} · assay ${card.assay}`
  return lines([
    ...wrap(printable(card.sheet.title), columns).map((line) => paint('bold', line)),
    ...wrap(printable(about), columns).map((line) => paint('dim', line)),
  ])
}

/** The heading of a question: printed before the first of its items. */
export function describeQuestion(question: ReportCard['questions'][number], options: TerminalOptions): string {
  const [first = '', ...more] = wrap(printable(`${question.id} · ${question.title}`), measure(options))
  const paint = painter(options.colour)
  return lines(['', paint('bold', first), ...more.map((line) => paint('bold', line))])
}

/** One item: its verdict and what it says, then why; with the evidence if asked for. */
export function describeItem(item: ItemReport, options: TerminalOptions): string {
  const paint = painter(options.colour)
  const columns = measure(options)
  const { mark, colour } = appearances[item.verdict.word]
  const id = printable(item.id)
  const badge = `${mark} ${item.verdict.word}`
  const { earned, of } = item.points
  const points = of === 0 ? '' : ` (${round(earned)} of ${round(of)})`
  const indent = ' '.repeat(columns < NARROW ? 2 : BADGE_COLUMNS)
  const room = columns - indent.length
  const full = options.verbose === true || options.questions?.includes(item.question) === true

  const [first = '', ...more] = wrap(`${id} ${claimOf(item)}${points}`, room, BADGE_COLUMNS - indent.length)
  return lines([
    ...(full ? [''] : []),
    `${paint(colour, badge)}${' '.repeat(BADGE_COLUMNS - badge.length)}${boldId(first, id, paint)}`.trimEnd(),
    ...more.map((line) => indent + line),
    ...remarks(item, full).flatMap((remark) => {
      const [head = '', ...rest] = full ? wrap(remark, room - 2) : shorten(wrap(remark, room - 2), REASON_LINES, room - 2)
      return [`– ${head}`, ...rest.map((line) => `  ${line}`)].map((line) => indent + paint('dim', line))
    }),
    ...(full ? describeDetails(item, { indent, room, paint }) : []),
  ])
}

function boldId(line: string, id: string, paint: Paint): string {
  return line.startsWith(id) ? paint('bold', id) + line.slice(id.length) : line
}

function claimOf(item: ItemReport): string {
  const claims = item.claims.map(printable).filter((claim) => claim !== printable(item.text))
  return [printable(item.text), ...claims.map((claim) => `[${claim}]`)].filter((part) => part !== '').join(' ')
}

function remarks({ verdict, contradicts, supplied }: ItemReport, full: boolean): string[] {
  // 'n = 1000' is a fact by its name and value; the name is enough for an overview.
  const facts = full ? supplied : supplied.map((fact) => fact.replace(/ = [^]*/u, ''))
  const named = contradicts.filter((id) => !verdict.reason.includes(id))
  return [
    verdict.reason,
    ...(named.length === 0 ? [] : [`contradicts ${named.join(', ')}`]),
    ...(supplied.length === 0 ? [] : [`supplied by the question: ${facts.join(full ? '; ' : ', ')}`]),
  ]
    .map(printable)
    .filter((remark) => remark !== '')
}

/** The last line: every verdict counted, the points, and the exact number of items. */
export function describeSummary(
  card: Pick<ReportCard, 'items' | 'planned' | 'counts' | 'points' | 'complete'>,
  options: TerminalOptions,
): string {
  const counts = verdictWords.map((word) => `${card.counts[word]} ${word}`).join(', ')
  const judged = card.complete
    ? counted(card.items.length, 'item')
    : `incomplete, ${card.items.length} of ${counted(card.planned, 'item')}`
  const text = `${judged}: ${counts}; ${round(card.points.earned)} of ${round(card.points.of)} points`
  const paint = painter(options.colour)
  return lines(['', ...wrap(text, measure(options)).map((line) => paint('bold', line))])
}

/** Below the head of a card that is kept: whether something is missing from it. Nobody knows while a run is being printed. */
function describeEnd({ complete, items, planned }: ReportCard, options: TerminalOptions): string {
  if (complete) return ''
  const text = `incomplete: ${items.length} of ${counted(planned, 'item')} judged, the run has not ended`
  const paint = painter(options.colour)
  return lines(wrap(text, measure(options)).map((line) => paint('bold', line)))
}

/** The whole card. @param describe how an item reads */
export function describeCard(
  card: ReportCard,
  options: TerminalOptions,
  describe: (item: ItemReport) => string = (item) => describeItem(item, options),
): string {
  const questions = card.questions.map((question) => {
    const items = card.items.filter((item) => item.question === question.id)
    return items.length === 0 ? '' : describeQuestion(question, options) + items.map((item) => describe(item)).join('')
  })
  return describeHead(card, options) + describeEnd(card, options) + questions.join('') + describeSummary(card, options)
}

function measure({ columns }: TerminalOptions): number {
  return Math.max(30, Math.min(columns, WIDEST))
}

function round(points: number): number {
  return Math.round(points * 100) / 100
}

function lines(all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('')
}
