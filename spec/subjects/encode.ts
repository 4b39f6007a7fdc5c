/** Values to what goes on the line: data as data, arrays as bytes, what has behaviour as a reference. */
import { copyOf, isUnchanged } from '../judge/plain-data.ts'
import type { ArrayBytes, TypedArray } from './array-bytes.ts'
import type { Kept, StandIns } from './references.ts'
import { ProtocolError, type Tagged, type Wire } from './wire.ts'

/** Deeper data is taken for a loop. */
const DEEPEST = 200

/** What has behaviour of the language's own, and is no value of the contract. */
const BUILT_IN = /^\[object (Date|RegExp|WeakMap|WeakSet|WeakRef|Number|String|Boolean|DataView|ArrayBuffer|SharedArrayBuffer)\]$/

/** What one side needs to write values down. */
export interface EncodeContext {
  readonly arrays: ArrayBytes
  readonly kept: Kept
  readonly standIns: StandIns
  /** The number of an array that belongs to the call at hand: on the judge's side those that it sends, on the other those that it got. */
  numberOf(array: TypedArray): number | undefined
}

/** @throws ProtocolError for data that never ends; whatever a getter of the value throws */
export function encode(value: unknown, context: EncodeContext, depth = 0): Wire {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return encodeNumber(value)
    case 'undefined':
      return tagged({ $: 'undefined' })
    case 'bigint':
      return tagged({ $: 'bigint', value: String(value) })
    case 'symbol':
      return tagged({ $: 'other', shown: value.description ?? 'a symbol' })
    default:
      return value === null ? null : encodeObject(value as object, context, depth)
  }
}

function encodeNumber(value: number): Wire {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value
  return tagged({ $: 'number', value: Object.is(value, -0) ? '-0' : (String(value) as 'NaN') })
}

function encodeObject(value: object, context: EncodeContext, depth: number): Wire {
  if (depth > DEEPEST) throw new ProtocolError(`data nested more than ${DEEPEST} deep, or in a loop`)
  const theirs = context.standIns.refOf(value)
  if (theirs !== undefined) return tagged({ $: 'yours', ref: theirs })
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const array = value as TypedArray
    const sent = context.numberOf(array)
    return { $: 'array', ...context.arrays.write(array), ...(sent === undefined ? {} : { sent }) }
  }
  const inner = (each: unknown): Wire => encode(each, context, depth + 1)
  if (Array.isArray(value)) return Array.from(value, inner)
  if (typeof value === 'function') return tagged({ $: 'function', ref: context.kept.keep(value, 'function') })
  if (value instanceof Map)
    return tagged({ $: 'map', entries: Array.from(value, ([key, each]) => [inner(key), inner(each)] as const) })
  if (value instanceof Set) return tagged({ $: 'set', values: Array.from(value, inner) })
  if (typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function')
    return tagged({ $: 'iterable', ref: context.kept.keep(value, 'iterable') })
  if (value instanceof Promise) return tagged({ $: 'other', shown: 'a promise (parts return plain values)' })
  const kind = Object.prototype.toString.call(value).slice(0, 80)
  if (BUILT_IN.test(kind)) return tagged({ $: 'other', shown: kind })
  const methods = methodsOf(value)
  const data = Object.fromEntries(
    dataNames(value)
      .filter((name) => !methods.includes(name))
      .map((name) => [name, inner(read(value, name))]),
  )
  if (methods.length > 0) return tagged({ $: 'object', ref: context.kept.keep(value, methods), methods, data: asRecord(data) })
  return asRecord(data)
}

/** A property; a getter that does not say the same twice gives no value. */
function read(value: object, name: string): unknown {
  const property = Object.getOwnPropertyDescriptor(value, name)
  const first: unknown = Reflect.get(value, name)
  if (property?.get === undefined || isUnchanged(Reflect.get(value, name), copyOf(first))) return first
  return Symbol('a getter that changes')
}

function asRecord(data: { readonly [key: string]: Wire }): Wire {
  return Object.hasOwn(data, '$') ? tagged({ $: 'record', entries: Object.entries(data) }) : data
}

/** Own properties that are listed; of an instance of a class also what its getters say. */
function dataNames(value: object): string[] {
  const getters = classesOf(value).flatMap((prototype) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype))
      .filter(([, property]) => property.get !== undefined)
      .map(([name]) => name),
  )
  return [...new Set([...Object.keys(value), ...getters])].filter((name) => name !== '__proto__')
}

function methodsOf(value: object): string[] {
  const own = Object.entries(Object.getOwnPropertyDescriptors(value))
  const inherited = classesOf(value).flatMap((prototype) => Object.entries(Object.getOwnPropertyDescriptors(prototype)))
  return [...own, ...inherited]
    .filter(([name, property]) => name !== 'constructor' && typeof property.value === 'function')
    .map(([name]) => name)
}

/** The prototypes between a value and Object.prototype. */
function classesOf(value: object): object[] {
  const chain: object[] = []
  for (let next = Object.getPrototypeOf(value) as object | null; next !== null && next !== Object.prototype;) {
    chain.push(next)
    next = Object.getPrototypeOf(next) as object | null
  }
  return chain
}

function tagged(value: Tagged): Wire {
  return value
}
