/** Answer sheets as somebody might write them: the slots of the questions, filled rightly, wrongly, or so as to do harm. */
import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'
import type { Question, Slot } from '../questions/question.ts'
import { text } from './from-schema.ts'

/** A sheet as plain data; as JSON it is a sheet's text. */
export function anySheet(questions: readonly Question[]): Arbitrary<unknown> {
  const answered = fc.subarray([...questions], { minLength: 1, maxLength: 2 })
  return answered.chain((some) =>
    fc.record({
      assay: often(fc.constant(1), fc.constantFrom<unknown>(2, '1', null)),
      title: often(fc.lorem(), text),
      questions: fc.record(Object.fromEntries(some.map((question) => [question.id, answersTo(question)]))),
    }),
  )
}

function answersTo(question: Question): Arbitrary<unknown> {
  const items = fc.dictionary(fc.stringMatching(/^[a-z]$/), often(itemOf(question), junk), { minKeys: 1, maxKeys: 4 })
  const form: Record<string, Arbitrary<unknown>> = { items, assume: assumptions(question), ...slotsOf(question.common ?? {}) }
  return fc.record(form, { requiredKeys: ['items'] })
}

function itemOf(question: Question): Arbitrary<unknown> {
  const slots = Object.entries(slotsOf(question.slots))
  const filled = fc
    .subarray(slots, { minLength: Math.min(1, slots.length), maxLength: Math.min(2, slots.length) })
    .chain((some) => fc.record(Object.fromEntries(some)))
  const beside = fc.record(
    {
      text: often(fc.lorem(), text),
      assume: assumptions(question),
      points: often(fc.nat(10), junk),
      mark: often(fc.constant({ share: '2/3', because: 'half done' }), junk),
    },
    { requiredKeys: ['text'] },
  )
  return fc.tuple(beside, filled).map(([one, other]) => ({ ...one, ...other }))
}

function slotsOf(slots: Readonly<Record<string, Slot<never>>>): Record<string, Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(slots).map(([name, { example, reads }]) => [
      name,
      fc.oneof(
        { arbitrary: fc.constant(example), weight: 3 },
        { arbitrary: valueOf(reads), weight: 6 },
        { arbitrary: junk, weight: 1 },
      ),
    ]),
  )
}

function assumptions({ conditions }: Question): Arbitrary<unknown> {
  const level = (levels: readonly string[]): Arbitrary<unknown> =>
    often(fc.oneof(fc.constantFrom(...levels), fc.subarray([...levels], { minLength: 1 })), junk)
  const factors = Object.entries(conditions).map(([factor, levels]) => [factor, level(levels)] as const)
  return fc.subarray(factors, { maxLength: Math.min(2, factors.length) }).chain((some) => fc.record(Object.fromEntries(some)))
}

/** What a schema might take, told from its shape; where it asks for a text, formulas and costs among others. */
function valueOf(schema: unknown): Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return valueOf(schema.unwrap())
  if (schema instanceof z.ZodPipe) return valueOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in)
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map(valueOf))
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.nat(1_000_000), fc.double(), fc.constantFrom(0, -1, 0.05, 1e300))
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map(valueOf))
  if (schema instanceof z.ZodArray) return fc.array(valueOf(schema.element), { maxLength: 4 })
  if (schema instanceof z.ZodRecord) return fc.dictionary(keyOf(schema.keyType), valueOf(schema.valueType), { maxKeys: 4 })
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries<unknown>(schema.shape).map(([key, field]) => [key, valueOf(field)] as const)
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  }
  return written
}

function keyOf(schema: unknown): Arbitrary<string> {
  return schema instanceof z.ZodEnum ? fc.constantFrom(...schema.options.map(String)) : fc.stringMatching(/^[a-z]{1,4}$/)
}

const names = ['k', 'n', 'm', 'w_n', 'w_i', 'alpha', 'beta', 'nnz', '0', '1', '2', '1000', '1e-300', '2000', 'x', '½']

/** A formula in the names of all questions: mostly well formed, not always in the names that are asked for. */
const formulaText: Arbitrary<string> = fc.letrec<{ formula: string }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...names),
    fc
      .tuple(tie('formula'), fc.constantFrom(' + ', ' - ', '*', '/', ' ', '×', '^'), tie('formula'))
      .map(([left, sign, right]) => `(${left}${sign}${right})`),
    fc.tuple(tie('formula'), fc.constantFrom(2, 3, 32, 64, -1)).map(([base, power]) => `(${base})^${power}`),
    tie('formula').map((inner) => `log(${inner})`),
  ),
})).formula

const written: Arbitrary<unknown> = fc.oneof(
  { arbitrary: formulaText, weight: 4 },
  { arbitrary: fc.tuple(fc.constantFrom('O', 'Theta', 'Θ', 'o'), formulaText).map(([bound, cost]) => `${bound}(${cost})`), weight: 3 },
  { arbitrary: fc.tuple(formulaText, formulaText).map(([low, high]) => `${low} .. ${high}`), weight: 1 },
  { arbitrary: fc.tuple(formulaText, formulaText).map(([a, b]) => `Beta(${a}, ${b})`), weight: 1 },
  { arbitrary: fc.array(fc.constantFrom('1', '2', '3', '>', '>=', '=', ',', 'first', 'last'), { maxLength: 7 }).map((words) => words.join(' ')), weight: 1 },
  { arbitrary: text, weight: 2 },
) // prettier-ignore

/** What no slot asks for. */
const junk: Arbitrary<unknown> = fc.oneof(
  text,
  fc.anything({ maxDepth: 2, maxKeys: 3 }).map(asJson),
  fc.constantFrom<unknown>(null, true, [], {}, [[[[]]]], '9'.repeat(399), 1e308, -0, '('.repeat(200), 'train.py', '../../'),
)

/** Plain data, as JSON has it. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? 'null')
}

/** Seldom the second. */
function often(usual: Arbitrary<unknown>, seldom: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc.oneof({ arbitrary: usual, weight: 24 }, { arbitrary: seldom, weight: 1 })
}
