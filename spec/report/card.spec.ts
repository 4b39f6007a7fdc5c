/** The card and the judge: one shape. What must not compile is marked as an error that the compiler expects. */
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { Failure } from '../judge/failure.ts'
import { observe } from '../judge/observe.ts'
import { law, once } from '../judge/spec.ts'
import { verdictOf } from '../judge/verdict.ts'
import reference from '../subjects/reference.ts'
import { reportCard, type Fields } from './card.ts'

interface Judged {
  readonly word: Failure['message']
  readonly shrinks?: number
}

test('a schema that lacks a field of the judge, has one more, another type or another need of it, does not compile', () => {
  const word = z.string()
  const shrinks = z.number().exactOptional()
  const fields = [
    { word, shrinks } satisfies Fields<Judged>,
    // @ts-expect-error a field is missing
    { word } satisfies Fields<Judged>,
    // @ts-expect-error a field too many
    { word, shrinks, more: word } satisfies Fields<Judged>,
    // @ts-expect-error not a number
    { word, shrinks: word.exactOptional() } satisfies Fields<Judged>,
    // @ts-expect-error the judge may leave it out
    { word, shrinks: z.number() } satisfies Fields<Judged>,
  ]
  expect(fields).toHaveLength(5)
})

test('evidence of a run is on the card as the judge left it, field by field', async () => {
  const halves = law({
    id: 'coin.halves',
    says: 'one of two is a half',
    cites: 'definition',
    needs: ['mle', 'csrToDense'],
    holds: ({ mle }, w) => once(() => w.close('mle', mle(1, 2) ?? NaN, 0.4, 0.05)),
  })
  const schema = z.strictObject(reportCard.shape.items.element.shape.evidence.element.shape)
  for (const subject of [reference, { ...reference, csrToDense: undefined as never }]) {
    const evidence = await observe(halves, subject, { seed: 1 })
    const reported = { ...evidence, verdict: verdictOf(evidence), replay: 'assay check' }
    expect(schema.parse(reported)).toEqual(reported)
  }
})
