/** What an answer looks like, in words, without being one: told from the schema that reads it. */
import { z } from 'zod'

export function answerForm(schema: unknown): string {
  const told = schema instanceof z.ZodType ? schema.description : undefined
  if (told !== undefined) return told
  if (schema instanceof z.ZodOptional) return answerForm(schema.unwrap())
  if (schema instanceof z.ZodPipe) return answerForm(schema.in)
  if (schema instanceof z.ZodEnum) return schema.options.join(' | ')
  if (schema instanceof z.ZodUnion) return schema.options.map(answerForm).join(', or ')
  if (schema instanceof z.ZodObject) return mapping(Object.entries<unknown>(schema.shape))
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema
    return mapping((keyType instanceof z.ZodEnum ? keyType.options : ['key']).map((key) => [String(key), valueType]))
  }
  if (schema instanceof z.ZodArray) return `[${answerForm(schema.element)}, ...]`
  if (schema instanceof z.ZodNumber) return schema.isInt ? 'whole number' : 'number'
  return schema instanceof z.ZodBoolean ? 'true | false' : 'text'
}

function mapping(entries: readonly (readonly [string, unknown])[]): string {
  return `{ ${entries.map(([key, value]) => `${key}: ${answerForm(value)}`).join(', ')} }`
}
