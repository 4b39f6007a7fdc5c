/** A training loop that a sheet states as data: steps of the vocabulary, checked field by field. Numbers may be written as Python writes them. */
import { parseValue } from './python/parse-value.ts'
import type { Program, Step } from './vocabulary.ts'

/** What a field holds. A field that ends in `?` may be left out. */
type Field = 'name' | 'value' | 'flag' | 'number' | 'text' | 'path' | 'steps' | 'values' | 'files' | readonly string[]

const register = { 'of?': 'name', 'as?': 'name' } as const

/** Steps and their fields: the vocabulary as a sheet writes it. `vocabulary.ts` says what each does. */
export const fields: Readonly<Record<string, Readonly<Record<string, Field>>>> = {
  seed: { value: 'value' },
  'init group': { 'backend?': 'text' },
  'destroy group': {},
  barrier: {},
  'set device': { index: 'value' },
  build: { 'as?': 'name' },
  move: { 'of?': 'name', to: 'text' },
  wrap: { ...register, with: ['dp', 'ddp', 'fsdp1', 'fsdp2'], 'keepsParameters?': 'flag' },
  unwrap: { of: 'name', as: 'name' },
  'train mode': { 'of?': 'name' },
  'eval mode': { 'of?': 'name' },
  optimizer: { ...register, rule: ['adamw', 'adam', 'sgd'], 'rate?': 'value', 'weightDecay?': 'value', 'momentum?': 'value' },
  schedule: { ...register, factor: 'value' },
  'schedule step': { 'of?': 'name' },
  'set rate': { 'of?': 'name', to: 'value' },
  scaler: {
    'as?': 'name',
    'device?': ['cuda', 'cpu'],
    'enabled?': 'value',
    'initial?': 'number',
    'growthInterval?': 'number',
    'sharded?': 'flag',
  },
  'data set': { 'as?': 'name' },
  sampler: { ...register, 'shuffle?': 'flag', 'dropLast?': 'flag', 'ranks?': 'value', 'rank?': 'value' },
  loader: { ...register, 'batch?': 'value', 'shuffle?': 'flag', 'sampler?': 'name', 'dropLast?': 'flag' },
  'set epoch': { 'of?': 'name', to: 'value' },
  draw: { ...register, 'size?': 'value' },
  'move batch': { 'of?': 'name', to: 'text' },
  same: { of: 'name', as: 'name' },
  sync: { 'of?': 'name', on: 'value' },
  'zero grad': { 'of?': 'name' },
  forward: { ...register, 'on?': 'name' },
  loss: { ...register, 'on?': 'name', 'reduction?': ['mean', 'sum'], 'upcast?': 'flag', 'inModel?': 'flag' },
  'divide loss': { ...register, by: 'value' },
  scale: { ...register, 'with?': 'name' },
  backward: { 'of?': 'name' },
  unscale: { 'of?': 'name', 'with?': 'name' },
  clip: { 'of?': 'name', maxNorm: 'value', 'by?': ['parameters', 'model'] },
  'optimizer step': { 'of?': 'name' },
  'scaler step': { 'of?': 'name', 'with?': 'name' },
  'scaler update': { 'with?': 'name' },
  set: { name: 'name', to: 'value' },
  'all reduce': { name: 'name', by: ['sum', 'mean'] },
  log: { values: 'values' },
  record: { metric: 'text' },
  'state dict': { of: 'name', as: 'name', 'full?': 'flag' },
  save: { what: 'files', to: 'path' },
  break: {},
  continue: {},
  repeat: { 'from?': 'value', until: 'value', 'index?': 'name', body: 'steps' },
  batches: { ...register, 'index?': 'name', body: 'steps' },
  'micro steps': { ...register, 'index?': 'name', parts: 'value', body: 'steps' },
  while: { test: 'value', body: 'steps' },
  when: { test: 'value', body: 'steps', 'otherwise?': 'steps' },
  autocast: { 'device?': ['cuda', 'cpu'], 'dtype?': ['float16', 'bfloat16', 'float32'], 'enabled?': 'value', body: 'steps' },
  'no sync': { 'of?': 'name', 'unless?': 'value', body: 'steps' },
  'no grad': { body: 'steps' },
}

/** @throws RangeError that names the place, the rule and what was got, such as `loop[3].body[0].maxNorm: expected a number, got "x +"` */
export function readProgram(data: unknown, at = 'loop'): Program {
  if (!Array.isArray(data)) throw new RangeError(`${at}: expected a list of steps, got ${show(data)}`)
  return data.map((each: unknown, i) => readStep(each, `${at}[${i}]`))
}

function readStep(data: unknown, at: string): Step {
  // A step without fields may be written as its name alone
  const given = typeof data === 'string' ? { do: data } : data
  if (typeof given !== 'object' || given === null || !('do' in given))
    throw new RangeError(`${at}: expected a step ({ do: ... }), got ${show(data)}`)
  const { do: name, ...rest } = given as Record<string, unknown>
  const known = typeof name === 'string' && Object.hasOwn(fields, name) ? fields[name] : undefined
  if (known === undefined) throw new RangeError(`${at}.do: expected one of ${Object.keys(fields).join(', ')}, got ${show(name)}`)
  const names = Object.keys(known).map((field) => field.replace('?', ''))
  const extra = Object.keys(rest).find((field) => !names.includes(field))
  if (extra !== undefined)
    throw new RangeError(`${at}: expected only ${names.join(', ') || 'no field'} beside "do: ${String(name)}", got ${extra}`)
  const read = Object.entries(known).flatMap(([field, kind]) => {
    const bare = field.replace('?', '')
    if (rest[bare] === undefined && field.endsWith('?')) return []
    return [[bare, readField(kind, rest[bare], `${at}.${bare}`)]]
  })
  return { do: name, ...Object.fromEntries(read) } as Step
}

function readField(kind: Field, value: unknown, at: string): unknown {
  const wrong = (expected: string): never => {
    throw new RangeError(`${at}: expected ${expected}, got ${show(value)}`)
  }
  if (typeof kind !== 'string') return kind.includes(String(value)) ? value : wrong(`one of ${kind.join(', ')}`)
  switch (kind) {
    case 'name':
    case 'text':
      return typeof value === 'string' && value !== '' ? value : wrong('a text')
    case 'path':
      // Programs join texts and numbers; a sheet writes one text
      return typeof value === 'string' && value !== '' ? [value] : wrong('a path')
    case 'flag':
      return typeof value === 'boolean' ? value : wrong('true or false')
    case 'number':
      return typeof value === 'number' ? value : wrong('a number')
    case 'value':
      return typeof value === 'number'
        ? value
        : typeof value === 'boolean'
          ? Number(value)
          : (parseValue(value) ?? wrong('a number, as Python writes it'))
    case 'values':
      return Array.isArray(value) ? value.map((each, i) => readField('value', each, `${at}[${i}]`)) : wrong('a list of numbers')
    case 'files':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong('a mapping of keys to names')
      return Object.fromEntries(Object.entries(value).map(([key, name]) => [key, readField('name', name, `${at}.${key}`)]))
    default:
      return readProgram(value, at)
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
