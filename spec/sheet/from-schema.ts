/** Plain data of the shape of a zod schema: whatever the schema allows, strings that mean to do harm among it. */
import fc, { type Arbitrary } from 'fast-check'
import { z } from 'zod'
import { anyCharacter } from './any-character.ts'

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  ']]></system-out> & &amp; &#x0; <!-- --!>',
  '\u001b[2J\u001b[31mred\u0007 \u009b5m \r\n\t \u0000 \u007f',
  '\u202eright to left\u2066 \ufeff\u200b \ud800 \uffff',
  'https://evil.example/a.png url(//evil.example)',
  '重みは半分になる👩‍👩‍👧‍👦é',
  'x'.repeat(300),
  '__proto__',
]

/** Texts: words, any characters at all, and hostile ones. */
export const text: Arbitrary<string> = fc.oneof(
  fc.lorem({ maxCount: 40 }),
  fc.string({ unit: anyCharacter, maxLength: 40 }),
  fc.constantFrom('', ' ', ...hostile),
)

/**
 * Numbers are finite, as JSON knows no others, and small enough to be added up; `unknown` is what a spec may have measured: anything.
 * @throws TypeError for a kind of schema that has no arbitrary here
 */
export function fromSchema<Schema extends z.core.$ZodType>(schema: Schema): Arbitrary<z.infer<Schema>> {
  return arbitraryOf(schema) as Arbitrary<z.infer<Schema>>
}

function arbitraryOf(schema: z.core.$ZodType): Arbitrary<unknown> {
  if (schema instanceof z.ZodObject) return recordOf(schema)
  if (schema instanceof z.ZodArray) return fc.array(arbitraryOf(schema.element), { maxLength: 5 })
  if (schema instanceof z.ZodReadonly) return arbitraryOf(schema.def.innerType)
  if (schema instanceof z.ZodString) return text
  if (schema instanceof z.ZodNumber) return fc.oneof(fc.nat(2000), fc.double({ min: -1e12, max: 1e12, noNaN: true }))
  if (schema instanceof z.ZodBoolean) return fc.boolean()
  if (schema instanceof z.ZodEnum) return fc.constantFrom(...schema.options)
  if (schema instanceof z.ZodLiteral) return fc.constantFrom(...schema.values)
  if (schema instanceof z.ZodUnknown) return measurement
  if (schema instanceof z.ZodRecord) return dictionaryOf(schema)
  throw new TypeError(`fromSchema: expected a kind of schema that has an arbitrary, got ${schema.constructor.name}`)
}

function optional(field: z.core.$ZodType): field is z.ZodOptional | z.ZodExactOptional {
  return field instanceof z.ZodOptional || field instanceof z.ZodExactOptional
}

function recordOf({ shape }: z.ZodObject): Arbitrary<unknown> {
  const fields = Object.entries(shape)
  const model = fields.map(([key, field]) => [key, arbitraryOf(optional(field) ? field.def.innerType : field)] as const)
  const requiredKeys = fields.filter(([, field]) => !optional(field)).map(([key]) => key)
  return fc.record(Object.fromEntries(model), { requiredKeys, noNullPrototype: true })
}

function dictionaryOf({ keyType, valueType }: z.ZodRecord): Arbitrary<unknown> {
  const value = arbitraryOf(valueType)
  if (keyType instanceof z.ZodEnum) return fc.record(Object.fromEntries(keyType.options.map((key) => [key, value])))
  // A key '__proto__' would be lost when the record is copied; every other one must survive.
  return fc.dictionary(
    text.filter((key) => key !== '__proto__'),
    value,
    { maxKeys: 4, noNullPrototype: true },
  )
}

/** What specs note as measured: numbers of any kind, texts, and arrays and records of them. */
const measurement: Arbitrary<unknown> = fc.anything({
  maxDepth: 3,
  maxKeys: 3,
  key: text.filter((key) => key !== '__proto__'),
  values: [fc.double(), fc.integer(), text, fc.boolean(), fc.constant(null)],
  withBigInt: true,
  withTypedArray: true,
  withNullPrototype: false,
})
