/** Report cards: any texts, any evidence, counts and points that belong to the items. */
import fc, { type Arbitrary } from 'fast-check'
import { verdictWords } from '../judge/verdict.ts'
import { reportCard, type ItemReport, type ReportCard } from './card.ts'
import { fromSchema } from '../sheet/from-schema.ts'

/** A whole card, or the card of a run that was cut short. */
export const anyCard: Arbitrary<ReportCard> = fc
  .tuple(fromSchema(reportCard), fc.uniqueArray(fc.constantFrom('q1', 'q2', 'q3', 'q5'), { minLength: 1 }), fc.nat(3))
  .map(([card, ids, missing]) => {
    const items = card.items.map((item, i) => ({ ...item, question: ids[i % ids.length] ?? 'q1' }))
    const questions = ids.map((id) => ({ id, title: card.sheet.title, asks: card.sheet.title }))
    return { ...card, ...totals(items), items, questions, complete: missing === 0, planned: items.length + missing }
  })

function totals(items: readonly ItemReport[]): Pick<ReportCard, 'counts' | 'points'> {
  const counts = verdictWords.map((word) => [word, items.filter(({ verdict }) => verdict.word === word).length])
  return {
    counts: Object.fromEntries(counts) as ReportCard['counts'],
    points: {
      earned: items.reduce((sum, { points }) => sum + points.earned, 0),
      of: items.reduce((sum, { points }) => sum + points.of, 0),
    },
  }
}
