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
  const form: Record<string, Arbitrary<unknown>> = {
    items,
    assume: assumptions(question),
    ...slotsOf(question.common ?? {}, question.id),
  }
  return fc.record(form, { requiredKeys: ['items'] })
}

function itemOf(question: Question): Arbitrary<unknown> {
  const slots = Object.entries(slotsOf(question.slots, question.id))
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

function slotsOf(slots: Readonly<Record<string, Slot<never>>>, question: string): Record<string, Arbitrary<unknown>> {
  return Object.fromEntries(
    Object.entries(slots).map(([name, { example, reads, isFile }]) => [
      name,
      fc.oneof(
        { arbitrary: isFile === true ? fc.constantFrom('key-loop.py', 'submitted-loop.py') : fc.constant(example), weight: 8 },
        { arbitrary: valueOf(reads, writtenFor(question)), weight: 8 },
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
function valueOf(schema: unknown, written: Arbitrary<unknown>): Arbitrary<unknown> {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return valueOf(schema.unwrap(), written)
  if (schema instanceof z.ZodPipe) return valueOf(schema.in instanceof z.ZodTransform ? schema.out : schema.in, written)
  if (schema instanceof z.ZodUnion) return fc.oneof(...schema.options.map((each) => valueOf(each, written)))
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.nat(1_000_000), fc.double(), fc.constantFrom(0, -1, 0.05, 1e300))
  if (schema instanceof z.ZodTuple) return fc.tuple(...schema.def.items.map((each) => valueOf(each, written)))
  if (schema instanceof z.ZodArray) return fc.array(valueOf(schema.element, written), { maxLength: 4 })
  if (schema instanceof z.ZodRecord)
    return fc.dictionary(keyOf(schema.keyType), valueOf(schema.valueType, written), { maxKeys: 4 })
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries<unknown>(schema.shape).map(([key, field]) => [key, valueOf(field, written)] as const)
    return fc.record(Object.fromEntries(fields), { requiredKeys: [] })
  }
  return written
}

function keyOf(schema: unknown): Arbitrary<string> {
  return schema instanceof z.ZodEnum ? fc.constantFrom(...schema.options.map(String)) : fc.stringMatching(/^[a-z]{1,4}$/)
}

const NUMBERS = ['0', '1', '2', '1000', '1e-30', '½', '1/3']

/** The names that a question's formulas have. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  q1: ['w_n'],
  q3: ['m', 'n', 'k', 'nnz'],
  q5: ['k', 'n', 'alpha', 'beta', 'heads'],
}

/** A formula: mostly in the names that are asked for. */
function formulaIn(names: readonly string[]): Arbitrary<string> {
  return fc.letrec<{ formula: string }>((tie) => ({
    formula: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { arbitrary: fc.constantFrom(...names, ...names, ...names, ...NUMBERS), weight: 20 },
      { arbitrary: fc.constantFrom('x', 'w', 'N', '!'), weight: 1 },
      {
        arbitrary: fc
          .tuple(tie('formula'), fc.constantFrom(' + ', ' + ', '*', '/', '×', ' - '), tie('formula'))
          .map(([left, sign, right]) => `(${left}${sign}${right})`),
        weight: 12,
      },
      {
        arbitrary: fc.tuple(tie('formula'), fc.constantFrom(2, 3, 8, 32, 64)).map(([base, power]) => `(${base})^${power}`),
        weight: 4,
      },
      { arbitrary: tie('formula').map((inner) => `log(${inner})`), weight: 1 },
    ),
  })).formula
}

/** Texts of a question's slots: formulas, costs, ranges, rankings, and what is none of them. */
function writtenFor(question: string): Arbitrary<unknown> {
  const formula = formulaIn(NAMES[question] ?? ['k', 'n'])
  const bound = fc.constantFrom('O', 'Theta', 'Θ', 'o')
  const cost = fc.tuple(bound, formula).map(([word, inner]) => `${word}(${inner})`)
  const range = fc.tuple(formula, formula).map(([low, high]) => `${low} .. ${high}`)
  const beta = fc.tuple(formula, formula).map(([a, b]) => `Beta(${a}, ${b})`)
  const places = fc
    .tuple(fc.shuffledSubarray(['1', '2', '3'], { minLength: 1 }), fc.constantFrom(' > ', ' >= ', ' = ', ', '))
    .map(([methods, sign]) => methods.join(sign))
  const usual = question === 'q3' ? cost : question === 'q4' ? places : question === 'q1' ? fc.oneof(formula, range) : formula
  return fc.oneof(
    { arbitrary: usual, weight: 12 },
    { arbitrary: fc.oneof(formula, cost, range, beta, places), weight: 1 },
    { arbitrary: text, weight: 1 },
  )
}

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
