/**
 * Laws that hold of every part, seen on every call that a spec makes: arguments are unchanged; a call leaves earlier results alone; the
 * same call gives the same answer, whatever was called in between, and whether or not it comes with the same array; numbers are numbers.
 * What is plain data is compared bit for bit; what is not (functions, instances, shared memory) is left alone.
 */
import { PreconditionFailure } from 'fast-check'
import { grants, type Grant } from './grants.ts'
import { copyOf, isPrimitive, isUnchanged, memoryOf, sharesMemory, writeBack } from './plain-data.ts'
import { Mismatch, show } from './witness.ts'

type Part = (...args: unknown[]) => unknown

interface Call {
  readonly args: readonly unknown[]
  readonly result: unknown
}

/** A result that a part gave, and what it was then. */
interface Earlier {
  readonly part: string
  readonly result: unknown
  copy: unknown
}

/** At these calls of a part its first call is made again: rarely, so that it costs little, and by count, so that runs are the same. */
const AGAIN_AT: ReadonlySet<number> = new Set([2, 16, 64, 512])
/** Results that are looked after. */
const REMEMBERED = 3

/** The spec at hand: what was seen under an earlier one does not count, so that a spec alone sees what it sees among others. */
let epoch = 0
const earlier: Earlier[] = []
/** A part is watched once, so that what is remembered of a part (see `trace.ts`) is remembered of the watched one. */
const watchedParts = new WeakMap<object, Part>()

/** The parts that a spec needs, watched. What is no function is passed on; a getter is asked when the spec asks. */
export function watched<S extends object>(subject: S, names: readonly (keyof S & string)[]): S {
  epoch += 1
  earlier.length = 0
  const parts = Object.create(null) as S
  for (const name of names) {
    const get = (): unknown => {
      const part: unknown = subject[name]
      return typeof part === 'function' ? watchedPart(name, part as Part, grants[name] ?? {}) : part
    }
    Object.defineProperty(parts, name, { get, enumerable: true })
  }
  return parts
}

function watchedPart(name: string, part: Part, grant: Grant): Part {
  const known = watchedParts.get(part)
  if (known !== undefined) return known
  const repeats = new Repeats(name, grant)
  const own = function (this: unknown, ...args: unknown[]): unknown {
    const target = new.target
    const run = (passed: unknown[]): unknown =>
      target === undefined ? Reflect.apply(part, this, passed) : Reflect.construct(part, passed)
    return call(name, args, grant, repeats, run)
  }
  watchedParts.set(part, own)
  return own
}

function call(name: string, args: unknown[], grant: Grant, repeats: Repeats, run: (args: unknown[]) => unknown): unknown {
  const copies = args.every(isPrimitive) ? undefined : args.map((each) => copyOf(each))
  // The spec may have changed what it got; that is its right.
  for (const each of earlier) if (!isUnchanged(each.result, each.copy)) each.copy = copyOf(each.result)
  const refused = (error: unknown): never => {
    inspectArguments(name, args, copies, grant)
    throw notOurs(error)
  }
  let result: unknown
  try {
    result = run(args)
  } catch (error) {
    return refused(error)
  }
  if (result instanceof Promise) {
    const inspected = result.then((settled: unknown) => inspect(name, args, copies, grant, settled), refused)
    // A spec that takes it for a value does not wait for it.
    inspected.catch(() => undefined)
    return inspected
  }
  inspect(name, args, copies, grant, result)
  repeats.next(copies ?? args, result, run)
  return grant.methods === undefined ? result : withMethods(name, result, grant.methods)
}

function inspect(
  name: string,
  args: readonly unknown[],
  copies: readonly unknown[] | undefined,
  grant: Grant,
  result: unknown,
): unknown {
  inspectArguments(name, args, copies, grant)
  for (const { part, result: before, copy } of earlier) {
    if (isUnchanged(before, copy) || (grant.writes !== undefined && sharesMemory(before, memoryOf(args)))) continue
    throw new Mismatch(`an earlier result of ${part}, after ${name} was called`, show(copy), show(before))
  }
  const odd = oddIn(result, grant, () => holdsNaN(args))
  if (odd !== undefined) throw new Mismatch(`what ${name} returned`, odd.expected, odd.got)
  if (!isPrimitive(result) && (copies === undefined || !sharesMemory(result, memoryOf(args)))) {
    earlier.push({ part: name, result, copy: copyOf(result) })
    if (earlier.length > REMEMBERED) earlier.shift()
  }
  return result
}

function inspectArguments(
  name: string,
  args: readonly unknown[],
  copies: readonly unknown[] | undefined,
  { writes = [] }: Grant,
): void {
  if (copies === undefined) return
  for (const [at, copy] of copies.entries()) {
    if (writes.includes(at) || isUnchanged(args[at], copy)) continue
    const changed = show(args[at])
    // The spec, and whoever reads the counter-example, see what was passed.
    writeBack(args[at], copy)
    throw new Mismatch(`argument ${at + 1} of ${name}, after the call`, `unchanged: ${show(copy)}`, changed)
  }
}

/** An object whose methods owe what parts owe. */
function withMethods(name: string, made: unknown, methods: Readonly<Record<string, Grant>>): unknown {
  if (typeof made !== 'object' || made === null) return made
  const known = new Map<PropertyKey, unknown>()
  return new Proxy(made, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      if (!known.has(key)) {
        const grant = typeof key === 'string' ? methods[key] : undefined
        const bound: Part = value.bind(target) as Part
        known.set(key, grant === undefined ? bound : watchedPart(`${name}(…).${String(key)}`, bound, grant))
      }
      return known.get(key)
    },
  })
}

/** Remembers one call of a part, makes it again now and then, and compares. */
class Repeats {
  readonly #name: string
  readonly #grant: Grant
  #epoch = 0
  #calls = 0
  #first: Call | undefined

  constructor(name: string, grant: Grant) {
    this.#name = name
    this.#grant = grant
  }

  /** @param args as they were passed. @throws Mismatch if the answer to an earlier call is another one now */
  next(args: readonly unknown[], result: unknown, run: (args: unknown[]) => unknown): void {
    if (this.#grant.varies === true || (this.#grant.writes ?? []).some((at) => args[at] !== undefined)) return
    if (this.#epoch !== epoch) {
      this.#epoch = epoch
      this.#calls = 0
      this.#first = undefined
    }
    this.#calls += 1
    if (this.#first !== undefined && !AGAIN_AT.has(this.#calls)) return
    if (!isData(args) || !isData(result)) return
    if (this.#first === undefined) {
      this.#first = { args: copyOf(args) as unknown[], result: copyOf(result) }
      return
    }
    // One array for both calls: an answer that is remembered by the array, not by what is in it, is a wrong one.
    const passed = copyOf(this.#first.args) as unknown[]
    this.#compare(passed, this.#first, run)
    if (this.#calls === 2) return
    writeBack(passed, copyOf(args))
    this.#compare(passed, { args, result }, run)
  }

  #compare(passed: unknown[], { args, result }: Call, run: (args: unknown[]) => unknown): void {
    let again: unknown
    try {
      again = run(passed)
    } catch (error) {
      again = error
    }
    if (!isUnchanged(again, result)) throw new Mismatch(`${this.#name} of ${show(args)}, called again`, show(result), show(again))
  }
}

/** Plain data through and through. */
function isData(value: unknown): boolean {
  if (typeof value === 'function') return false
  if (typeof value !== 'object' || value === null) return true
  if (ArrayBuffer.isView(value)) return !(value.buffer instanceof SharedArrayBuffer)
  if (Array.isArray(value)) return value.every(isData)
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isData)
}

/** Text that a number would be written as. */
const NUMBER = /^-?(?=.{1,25}$)(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/

interface Odd {
  readonly expected: string
  readonly got: string
}

/**
 * What no result holds: numbers as text or as objects, getters that change, NaN unless the contract grants it or it was passed.
 * @param passed whether the arguments hold NaN
 * @param isPart whether it stands in what was found to be plain data
 */
function oddIn(value: unknown, grant: Grant, passed: () => boolean, isPart = false): Odd | undefined {
  if (typeof value === 'string') {
    return grant.text !== true && NUMBER.test(value) ? { expected: 'a number', got: show(value) } : undefined
  }
  if (isPrimitive(value) || ArrayBuffer.isView(value))
    return grant.nan !== true && holdsNaN(value) && !passed() ? { expected: 'no NaN', got: show(value) } : undefined
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i += 1) {
      const odd = oddAt(value as unknown as Readonly<Record<number, unknown>>, i, grant, passed, isPart)
      if (odd !== undefined) return odd
    }
    return undefined
  }
  const kind = Object.prototype.toString.call(value)
  if (kind === '[object Number]' || kind === '[object String]') return { expected: 'a number', got: 'an object around one' }
  if (!isPart && !isData(value)) return undefined
  for (const key of Object.keys(Object(value) as object)) {
    const odd = oddAt(value as Readonly<Record<string, unknown>>, key, grant, passed, true)
    if (odd !== undefined) return odd
  }
  return undefined
}

function oddAt<K extends string | number>(
  entries: Readonly<Record<K, unknown>>,
  key: K,
  grant: Grant,
  passed: () => boolean,
  isPart: boolean,
): Odd | undefined {
  const each = entries[key]
  if (typeof each === 'number' && !Number.isNaN(each) && each === entries[key]) return undefined
  if (!isUnchanged(entries[key], each)) return { expected: `one value of ${key}`, got: 'a getter that changes' }
  return oddIn(each, grant, passed, isPart)
}

function holdsNaN(value: unknown): boolean {
  if (typeof value === 'number') return Number.isNaN(value)
  if (typeof value !== 'object' || value === null) return false
  if (value instanceof Float64Array || value instanceof Float32Array) return value.includes(NaN)
  return !ArrayBuffer.isView(value) && isData(value) && Object.values(value).some(holdsNaN)
}

/** An error that looks like fast-check's own, by which an input is skipped, is a crash like any other. */
function notOurs(error: unknown): unknown {
  return PreconditionFailure.isFailure(error) ? new Error('an error with the marks of a skipped input') : error
}
