/** The card of a run that goes on: empty at first, then one item after the other. */
import type { Sheet } from '../sheet/answer-sheet.ts'
import { verdictWords } from '../judge/verdict.ts'
import type { ItemReport, ReportCard } from './card.ts'

/** @param date when the run began, ISO 8601 */
export function emptyCard(sheet: Sheet, seed: number, assay: string, date: string): ReportCard {
  return {
    format: 1,
    assay,
    versions: { node: process.version, platform: `${process.platform} ${process.arch}` },
    sheet: { title: sheet.title, file: sheet.file },
    seed,
    date,
    complete: false,
    planned: sheet.questions.reduce((sum, { items }) => sum + items.length, 0),
    questions: sheet.questions.map(({ question: { id, title, asks } }) => ({ id, title, asks })),
    items: [],
    counts: Object.fromEntries(verdictWords.map((word) => [word, 0])) as ReportCard['counts'],
    points: { earned: 0, of: 0 },
    elapsedMs: 0,
  }
}

/** The card with one more item judged. Questions stand in the order of the sheet, whichever was judged first. */
export function withItem(card: ReportCard, item: ItemReport, elapsedMs: number): ReportCard {
  const { word } = item.verdict
  const place = ({ question }: ItemReport): number => card.questions.findIndex(({ id }) => id === question)
  return {
    ...card,
    items: [...card.items, item].toSorted((one, other) => place(one) - place(other)),
    counts: { ...card.counts, [word]: card.counts[word] + 1 },
    points: { earned: card.points.earned + item.points.earned, of: card.points.of + item.points.of },
    elapsedMs,
  }
}
