/** The form of a sheet, built from the questions: one zod schema that reads sheets and from which editors get their JSON Schema. */
import { z, type ZodType } from 'zod'
import type { Question, Slot } from '../questions/question.ts'

/** Keys of an item that are no slots. */
const ownKeys = ['text', 'assume', 'points', 'mark'] as const

// A schema is used once or twice: compiling it (with new Function) would take longer than it saves
z.config({ jitless: true })

const assumption = 'What this answer assumes: a factor, and the level or the levels of it'
const text = z.string().min(1).max(4000)

/** What a sheet says, as it is read: slots hold the values that their `reads` makes. */
export interface SheetForm {
  readonly title?: string | undefined
  readonly questions: Readonly<Record<string, QuestionForm | undefined>>
}

export interface QuestionForm {
  readonly assume?: AssumeForm | undefined
  readonly items?: Readonly<Record<string, ItemForm>> | null | undefined
  /** Answers that stand beside the items. */
  readonly [common: string]: unknown
}

export type AssumeForm = Readonly<Record<string, string | readonly string[] | undefined>>

export interface ItemForm extends Readonly<Record<string, unknown>> {
  readonly text?: string | undefined
  readonly assume?: AssumeForm | undefined
  readonly points?: number | undefined
  readonly mark?: Mark | undefined
}

/** What a person gave for an item that no spec judges, as a share of its points, and why. */
export interface Mark {
  readonly share: number
  readonly written: string
  readonly because: string
}

/** Made once for each list of questions: many sheets may be read against one. */
const forms = new WeakMap<readonly Question[], ZodType<SheetForm>>()

/** @throws RangeError if a slot has the name of one of an item's own keys, or two questions have one id */
export function sheetForm(questions: readonly Question[]): ZodType<SheetForm> {
  const form = forms.get(questions) ?? makeForm(questions)
  forms.set(questions, form)
  return form
}

function makeForm(questions: readonly Question[]): ZodType<SheetForm> {
  const shape = Object.fromEntries(questions.map((question) => [question.id, questionForm(question).optional()]))
  if (Object.keys(shape).length < questions.length)
    throw new RangeError('sheetForm: expected an id for each question, got one twice')
  return z
    .strictObject({
      $schema: z.string().optional().meta({ description: 'For editors; not read' }),
      assay: z.literal(1).meta({ description: 'The version of this format' }),
      title: text.optional().meta({ description: 'A name for the report' }),
      questions: z.strictObject(shape).meta({ description: 'The answers, by question' }),
    })
    .meta({ title: 'An answer sheet of assay' }) as unknown as ZodType<SheetForm>
}

/** The JSON Schema (draft 7) of sheets that answer these questions, for editors. */
export function sheetSchema(questions: readonly Question[]): Record<string, unknown> {
  return {
    ...z.toJSONSchema(sheetForm(questions), {
      io: 'input',
      target: 'draft-7',
      unrepresentable: 'any',
    }),
  }
}

function questionForm(question: Question): ZodType {
  const itemId = z.string().regex(/^[A-Za-z0-9]{1,8}$/u, 'an item id of 1 to 8 letters and digits')
  const items = z.record(itemId, itemForm(question)).nullable()
  const described = items.meta({ description: 'The answers, by item: a, b, c, ...' })
  return z
    .strictObject({
      assume: assumeForm(question).optional(),
      items: question.common === undefined ? described : described.optional(),
      ...Object.fromEntries(Object.entries<Slot<never>>(question.common ?? {}).map(slotForm)),
    })
    .meta({ title: question.title, description: question.asks })
}

function assumeForm({ conditions, synonyms = {} }: Question): ZodType {
  const factors = Object.entries(conditions).map(([factor, levels]) => {
    const level = levelForm(levels, synonyms)
    return [factor, z.union([level, z.array(level).min(1)]).optional()] as const
  })
  return z.strictObject(Object.fromEntries(factors)).meta({ description: assumption })
}

/** Levels are words; those that YAML takes for numbers may be written as numbers. */
function levelForm(levels: readonly string[], synonyms: Readonly<Record<string, string>>): ZodType<string> {
  const others = Object.keys(synonyms).filter((word) => levels.includes(synonyms[word] ?? ''))
  if (others.length > 0) return z.enum([...levels, ...others]).transform((word) => synonyms[word] ?? word)
  const numeric = levels.filter((level) => level.trim() !== '' && Number.isFinite(Number(level)))
  if (numeric.length === 0) return z.enum(levels)
  const number = z.literal(numeric.map(Number)).transform((value) => numeric.find((level) => Number(level) === value) ?? '')
  return z.union([z.enum(levels), number])
}

/** `{ share: 2/3, because: ... }`: a number from 0 to 1, or a fraction. */
const markForm: ZodType<Mark> = z
  .strictObject({
    share: z.union([z.number().min(0).max(1), z.string().regex(/^\d{1,4}\/[1-9]\d{0,3}$/u, 'a share such as 2/3 or 0.5')]),
    because: text,
  })
  .transform(({ share, because }) => {
    const [over = 0, under = 1] = String(share).split('/').map(Number)
    return { share: over / under, written: String(share), because }
  })
  .refine(({ share }) => share <= 1, 'a share of at most 1')

function slotForm([name, { means, reads }]: [string, Slot<never>]) {
  return [name, reads.optional().meta({ description: means })] as const
}

function itemForm(question: Question): ZodType {
  const slots = Object.entries<Slot<never>>(question.slots).map((entry) => {
    const [name] = entry
    if (ownKeys.some((key) => key === name)) throw new RangeError(`${question.id}: a slot may not be called ${name}`)
    return slotForm(entry)
  })
  return z
    .strictObject({
      text: text.optional().meta({ description: 'The answer in words; shown, not judged' }),
      assume: assumeForm(question).optional(),
      points: z.number().min(0).max(1000).default(1).meta({ description: 'What the item is worth' }),
      mark: markForm
        .optional()
        .meta({ description: 'For what no spec judges: the share of the points that a person gives, and why' }),
      ...Object.fromEntries(slots),
    })
    .refine((item) => Object.keys(item).some((key) => key !== 'points' && key !== 'assume' && key !== 'mark'), {
      error: `an answer (${['text', ...slots.map(([name]) => name)].join(', ')})`,
      when: ({ issues }) => issues.length === 0,
    })
}

/** The keys that the schema knows in the mapping at `path`, or the words that it knows there. */
export function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return keysAt(schema.unwrap(), path)
  }
  if (schema instanceof z.ZodPipe) return keysAt(schema.in, path)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => keysAt(option, path))
  const [key, ...rest] = path
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, unknown>> = schema.shape
    return key === undefined ? Object.keys(shape) : keysAt(shape[String(key)], rest)
  }
  if (schema instanceof z.ZodArray) return keysAt(schema.element, rest)
  return schema instanceof z.ZodRecord && key !== undefined ? keysAt(schema.valueType, rest) : []
}
