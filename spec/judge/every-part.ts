/**
 * Laws that hold of every part, seen on every call that a spec makes: arguments are unchanged; a call leaves earlier results alone; the
 * same call gives the same answer, whatever was called in between, and whether or not it comes with the same array; numbers are numbers.
 * What is plain data is compared bit for bit; what is not (functions, instances, shared memory) is left alone.
 */
import fc from 'fast-check'
import { grants, type Grant } from './grants.ts'
import { copyOf, isPrimitive, isUnchanged, memoryOf, writeBack } from './plain-data.ts'
import { Mismatch, show } from './witness.ts'

type Part = (...args: unknown[]) => unknown

interface Call {
  readonly args: readonly unknown[]
  readonly result: unknown
}

interface Earlier {
  readonly result: unknown
  copy: unknown
}

/** At these calls of a part its first call is made again: rarely, so that it costs little, and by count, so that runs are the same. */
const AGAIN_AT: ReadonlySet<number> = new Set([2, 16, 128, 1024])

/** Watches the parts of one subject while one spec is observed. */
export class EveryPart {
  /** The last result of each part. */
  readonly #earlier = new Map<string, Earlier>()
  /** A law that was broken, also where the spec took the error for one of the subject's. */
  broken: Mismatch | undefined

  /** The same parts, watched. What is no function is passed on. */
  watch<S extends object>(subject: S, names: readonly (keyof S & string)[]): S {
    const watched = Object.create(null) as S
    const known = new Map<string, unknown>()
    for (const name of names) {
      const get = (): unknown => {
        const part: unknown = subject[name]
        if (typeof part !== 'function') return part
        if (!known.has(name)) known.set(name, this.#watched(name, part as Part, subject, grants[name] ?? {}))
        return known.get(name)
      }
      Object.defineProperty(watched, name, { get, enumerable: true })
    }
    return watched
  }

  #watched(name: string, part: Part, self: object, grant: Grant): unknown {
    const state = new Repeats(name, (args) => Reflect.apply(part, self, args), grant)
    const call = (args: unknown[], target: object | undefined): unknown =>
      this.#call(name, args, grant, state, () => (target === undefined ? Reflect.apply(part, self, args) : Reflect.construct(part, args)))
    return function (...args: unknown[]): unknown {
      return call(args, new.target)
    }
  }

  #call(name: string, args: unknown[], grant: Grant, repeats: Repeats, run: () => unknown): unknown {
    const copies = args.every(isPrimitive) ? undefined : args.map((each) => copyOf(each))
    // The spec may have changed what it got; that is its right.
    for (const earlier of this.#earlier.values())
      if (!isUnchanged(earlier.result, earlier.copy)) earlier.copy = copyOf(earlier.result)
    let result: unknown
    try {
      result = run()
    } catch (error) {
      this.#inspectArguments(name, args, copies, grant)
      throw notOurs(error)
    }
    if (result instanceof Promise) {
      return result.then(
        (settled: unknown) => this.#inspect(name, args, copies, grant, settled),
        (error: unknown) => {
          this.#inspectArguments(name, args, copies, grant)
          throw notOurs(error)
        },
      )
    }
    this.#inspect(name, args, copies, grant, result)
    const different = repeats.next(copies ?? args, result)
    if (different !== undefined) this.#break(different)
    const methods = grant.methods
    return methods === undefined ? result : this.#withMethods(name, result, methods)
  }

  #inspect(name: string, args: readonly unknown[], copies: readonly unknown[] | undefined, grant: Grant, result: unknown): unknown {
    this.#inspectArguments(name, args, copies, grant)
    const memory = memoryOf(args)
    for (const [part, { result: earlier, copy }] of this.#earlier) {
      if (isUnchanged(earlier, copy)) continue
      this.#earlier.delete(part)
      if (grant.writes !== undefined && sharesMemory(earlier, memory)) continue
      this.#break(new Mismatch(`an earlier result of ${part}, after ${name} was called`, show(copy), show(earlier)))
    }
    const odd = oddIn(result, grant)
    if (odd !== undefined) this.#break(new Mismatch(`what ${name} returned`, odd.expected, odd.got))
    if (!isPrimitive(result) && !sharesMemory(result, memory)) this.#earlier.set(name, { result, copy: copyOf(result) })
    return result
  }

  #inspectArguments(name: string, args: readonly unknown[], copies: readonly unknown[] | undefined, { writes = [] }: Grant): void {
    if (copies === undefined) return
    for (const [at, copy] of copies.entries()) {
      if (writes.includes(at) || isUnchanged(args[at], copy)) continue
      const changed = show(args[at])
      // The spec, and whoever reads the counter-example, see what was passed.
      writeBack(args[at], copy)
      this.#break(new Mismatch(`argument ${at + 1} of ${name}, after the call`, `unchanged: ${show(copy)}`, changed))
    }
  }

  /** An object whose methods owe what parts owe. */
  #withMethods(name: string, made: unknown, methods: Readonly<Record<string, Grant>>): unknown {
    if (typeof made !== 'object' || made === null) return made
    const known = new Map<PropertyKey, unknown>()
    return new Proxy(made, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target)
        if (typeof value !== 'function') return value
        if (!known.has(key)) {
          const grant = typeof key === 'string' ? methods[key] : undefined
          known.set(key, grant === undefined ? value.bind(target) : this.#watched(`${name}(…).${String(key)}`, value as Part, target, grant))
        }
        return known.get(key)
      },
    })
  }

  #break(mismatch: Mismatch): never {
    this.broken ??= mismatch
    throw mismatch
  }
}

/** Remembers one call of a part, makes it again now and then, and compares. */
class Repeats {
  readonly #name: string
  readonly #run: (args: unknown[]) => unknown
  readonly #grant: Grant
  #calls = 0
  #first: Call | undefined

  constructor(name: string, run: (args: unknown[]) => unknown, grant: Grant) {
    this.#name = name
    this.#run = run
    this.#grant = grant
  }

  /** @param args as they were passed. @returns what is wrong, if the answer to an earlier call is another one now */
  next(args: readonly unknown[], result: unknown): Mismatch | undefined {
    if (this.#grant.varies === true || this.#grant.writes !== undefined || !args.every(isRepeatable)) return undefined
    this.#calls += 1
    const first = this.#first
    if (first === undefined) {
      if (isData(result)) this.#first = { args, result: copyOf(result) }
      return undefined
    }
    if (!AGAIN_AT.has(this.#calls)) return undefined
    // One array for both calls: an answer that is remembered by the array, not by what is in it, is a wrong one.
    const passed = copyOf(first.args) as unknown[]
    return this.#compare(passed, first) ?? (this.#calls === 2 ? undefined : this.#second(passed, { args, result }))
  }

  #second(passed: unknown[], call: Call): Mismatch | undefined {
    const length = passed.length
    writeBack(passed, copyOf(call.args))
    return length === call.args.length && isData(call.result) ? this.#compare(passed, call) : undefined
  }

  #compare(passed: unknown[], { args, result }: Call): Mismatch | undefined {
    let again: unknown
    try {
      again = this.#run(passed)
    } catch (error) {
      again = error
    }
    if (isUnchanged(again, result)) return undefined
    return new Mismatch(`${this.#name} of ${show(args)}, called again`, show(result), show(again))
  }
}

function isRepeatable(value: unknown): boolean {
  return isData(value)
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

function sharesMemory(value: unknown, memory: ReadonlySet<object>): boolean {
  return memory.size > 0 && [...memoryOf(value)].some((each) => memory.has(each))
}

/** What no result holds: numbers as text or as objects, getters that change, NaN where the contract grants none. */
function oddIn(value: unknown, grant: Grant): { readonly expected: string; readonly got: string } | undefined {
  if (typeof value === 'number') return Number.isNaN(value) && grant.nan !== true ? { expected: 'no NaN', got: 'NaN' } : undefined
  if (typeof value === 'string')
    return grant.text === true || value.trim() === '' || Number.isNaN(Number(value)) ? undefined : { expected: 'a number', got: show(value) }
  if (typeof value !== 'object' || value === null) return undefined
  if (value instanceof Number || value instanceof String) return { expected: 'a number', got: `an object around ${String(value)}` }
  if (ArrayBuffer.isView(value)) {
    if (grant.nan === true || !(value instanceof Float64Array || value instanceof Float32Array)) return undefined
    return value.some((each: number) => Number.isNaN(each)) ? { expected: 'no NaN', got: 'an array with NaN' } : undefined
  }
  if (Array.isArray(value)) return firstOdd(value, grant)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  for (const [key, { get }] of Object.entries(Object.getOwnPropertyDescriptors(value)))
    if (get !== undefined && !isUnchanged(Reflect.get(value, key), Reflect.get(value, key)))
      return { expected: `one value of ${key}`, got: 'a getter that changes' }
  return firstOdd(Object.values(value), grant)
}

function firstOdd(values: readonly unknown[], grant: Grant): ReturnType<typeof oddIn> {
  for (const each of values) {
    const odd = oddIn(each, grant)
    if (odd !== undefined) return odd
  }
  return undefined
}

/** An error that looks like fast-check's own, by which an input is skipped, is a crash like any other. */
function notOurs(error: unknown): unknown {
  return fc.PreconditionFailure.isFailure(error) ? new Error('threw an error with the marks of a skipped input') : error
}
