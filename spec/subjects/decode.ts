/** What came on the line to values. Total: whatever the line holds becomes plain data, a stand-in, or a ProtocolError. */
import type { ArrayBytes, TypedArray } from './array-bytes.ts'
import type { Kept, StandIns } from './references.ts'
import { ProtocolError } from './wire.ts'

/** How a stand-in reaches what it stands for. */
export interface Caller {
  apply(ref: number, method: string | undefined, args: readonly unknown[]): unknown
  walk(ref: number): IterableIterator<unknown>
}

/** What one side needs to read values. */
export interface DecodeContext {
  readonly arrays: ArrayBytes
  readonly kept: Kept
  readonly standIns: StandIns
  readonly caller: Caller
  /** An array that belongs to the call at hand comes back, or arrives under a number. */
  arrived(array: TypedArray, sent: number | undefined): TypedArray
}

/** @throws ProtocolError for a tagged value that is none, and for whatever else cannot be read: nothing of it counts as a refusal */
export function decode(wire: unknown, context: DecodeContext): unknown {
  try {
    return decodeAny(wire, context)
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError(`a value that cannot be read (${String(error)})`)
  }
}

function decodeAny(wire: unknown, context: DecodeContext): unknown {
  if (typeof wire !== 'object' || wire === null) return wire
  if (Array.isArray(wire)) return wire.map((each) => decodeAny(each, context))
  return Object.hasOwn(wire, '$')
    ? decodeTagged(wire as { readonly $: unknown }, context)
    : recordOf(Object.entries(wire).map(([key, each]) => [key, decodeAny(each, context)]))
}

/** What JavaScript calls by itself, to compare, to print or to wait: a function under such a name would answer for the value. */
const CALLED_UNASKED = ['then', 'valueOf', 'toString', 'toJSON']

/** Own properties only, whatever their names: none of them is taken for the prototype, and none answers for the record. */
function recordOf(entries: readonly (readonly [string, unknown])[]): object {
  return Object.fromEntries(entries.filter(([key, each]) => !(typeof each === 'function' && CALLED_UNASKED.includes(key))))
}

function decodeTagged(wire: { readonly [key: string]: unknown }, context: DecodeContext): unknown {
  const { ref, values } = wire
  switch (wire['$']) {
    case 'undefined':
      return undefined
    case 'number':
      return readNumber(wire['value'])
    case 'bigint':
      return readBigint(requireText(wire['value'], 'a bigint'))
    case 'array':
      return context.arrived(context.arrays.read(wire), typeof wire['sent'] === 'number' ? wire['sent'] : undefined)
    case 'function':
      return functionFor(requireRef(ref), context)
    case 'object':
      return objectFor(requireRef(ref), wire, context)
    case 'iterable':
      return iterableFor(requireRef(ref), context)
    case 'yours': {
      const thing = context.kept.get(requireRef(ref))
      if (thing === undefined) throw new ProtocolError(`a reference ${JSON.stringify(ref)} that nobody sent`)
      return thing
    }
    case 'map':
      return new Map(decodeEntries(wire['entries'], context))
    case 'set':
      return new Set(decodeList(values, context))
    case 'record':
      return recordOf(decodeEntries(wire['entries'], context).map(([key, each]) => [requireText(key, 'a key'), each]))
    case 'other':
      return new Other(requireText(wire['shown'], 'something that is shown').slice(0, 200))
    default:
      throw new ProtocolError(`a value of the unknown kind ${JSON.stringify(wire['$'])?.slice(0, 80)}`)
  }
}

/** Stands for something that is no value of the contract. It equals nothing. */
export class Other {
  readonly shown: string

  constructor(shown: string) {
    this.shown = shown
  }
}

function readNumber(text: unknown): number {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity' || text === '-0') return Number(text)
  throw new ProtocolError(`a number ${JSON.stringify(text)}`)
}

function readBigint(digits: string): bigint {
  if (!/^-?\d{1,10000}$/.test(digits)) throw new ProtocolError('a bigint without digits')
  return BigInt(digits)
}

/** Nothing else is made a text: what JSON holds may have a `toString` that is no function. */
function requireText(value: unknown, what: string): string {
  if (typeof value !== 'string') throw new ProtocolError(`${what} without a text`)
  return value
}

function decodeList(values: unknown, context: DecodeContext): readonly unknown[] {
  if (!Array.isArray(values)) throw new ProtocolError('a collection without values')
  return values.map((each) => decodeAny(each, context))
}

function decodeEntries(entries: unknown, context: DecodeContext): (readonly [unknown, unknown])[] {
  return decodeList(entries, context).map((entry) => {
    if (!Array.isArray(entry) || entry.length !== 2) throw new ProtocolError('a collection whose entries are no pairs')
    return entry as unknown as readonly [unknown, unknown]
  })
}

function requireRef(ref: unknown): number {
  if (typeof ref !== 'number' || !Number.isSafeInteger(ref)) throw new ProtocolError(`a reference ${JSON.stringify(ref)}`)
  return ref
}

function functionFor(ref: number, { caller, standIns }: DecodeContext): object {
  return standIns.add((...args: readonly unknown[]): unknown => caller.apply(ref, undefined, args), ref)
}

function objectFor(ref: number, wire: { readonly [key: string]: unknown }, context: DecodeContext): object {
  const data = decodeAny(wire['data'] ?? {}, context)
  const methods = decodeList(wire['methods'], context).map((each) => {
    const name = requireText(each, 'a method')
    const call = (...args: readonly unknown[]): unknown => context.caller.apply(ref, name, args)
    return [name, call] as const
  })
  return context.standIns.add(recordOf([...Object.entries(Object(data) as object), ...methods]), ref)
}

function iterableFor(ref: number, { caller, standIns }: DecodeContext): object {
  return standIns.add({ [Symbol.iterator]: () => caller.walk(ref) }, ref)
}
