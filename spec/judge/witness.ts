/** What one run of a spec saw: how much of each tolerance was used, which branches were taken, what was measured. */

import { Lost } from './lost.ts'
import { FEW, sameBytes } from './plain-data.ts'
import { ofCode } from './sentences.ts'

/** A wrong value: the subject ran and its answer is not the expected one. Anything else that a subject throws is a crash. */
export class Mismatch extends Error {
  readonly what: string
  readonly expected: string
  readonly got: string

  constructor(what: string, expected: string, got: string, because = '') {
    super(ofCode({ what, expected, got }, because))
    this.name = 'Mismatch'
    this.what = what
    this.expected = expected
    this.got = got
  }
}

/** The largest share of a tolerance that any comparison used, in [0, 1] for a run that passed. */
export interface ToleranceUse {
  readonly share: number
  readonly what: string
}

type Numbers = number | ArrayLike<number>

/** Passed to every spec, which makes all its comparisons through it. */
export class Witness {
  /** Comparisons made so far. A spec that made none has shown nothing. */
  checks = 0
  worst: ToleranceUse | undefined
  readonly reachedCounts = new Map<string, number>()
  readonly measurements = new Map<string, unknown>()
  readonly remarks = new Set<string>()
  earned: { readonly share: number; readonly because: string } | undefined
  readonly #anyWording: boolean

  /** @param anyWording whether errors may say what they say in any words */
  constructor(anyWording = false) {
    this.#anyWording = anyWording
  }

  /**
   * Requires |got - expected| <= tolerance, element by element; NaN never passes and lengths must agree.
   * @throws Mismatch naming the first element that is off
   */
  close(what: string, got: Numbers, expected: Numbers, tolerance: number): void {
    if (typeof got === 'number' && typeof expected === 'number') {
      this.#closeNumber(what, got, expected, tolerance)
      return
    }
    if (typeof got !== 'number' && !isList(Object(got) as object)) {
      this.equal(what, got, expected)
      return
    }
    const gotArray = typeof got === 'number' ? [got] : got
    const expectedArray = typeof expected === 'number' ? [expected] : expected
    this.equal(`${what}: length`, gotArray.length, expectedArray.length)
    for (let i = 0; i < expectedArray.length; i += 1) {
      this.#closeNumber(what, gotArray[i] ?? NaN, expectedArray[i] ?? NaN, tolerance, i)
    }
  }

  /** @param at the element, if it is one: its name is written only where it is read, as arrays are long and many */
  #closeNumber(what: string, got: number, expected: number, tolerance: number, at?: number): void {
    this.checks += 1
    if (typeof got !== 'number') throw new Mismatch(nameOf(what, at), `the number ${expected}`, show(got))
    const difference = got === expected ? 0 : Math.abs(got - expected)
    if (!(difference <= tolerance)) {
      throw new Mismatch(nameOf(what, at), String(expected), String(got), `tolerance ${tolerance}, difference ${difference}`)
    }
    const share = difference === 0 ? 0 : difference / tolerance
    if (this.worst === undefined || share > this.worst.share) this.worst = { share, what: nameOf(what, at) }
  }

  /** Requires equality of primitives, or of plain data (arrays, typed arrays, records) element by element. */
  equal(what: string, got: unknown, expected: unknown): void {
    this.checks += 1
    if (!sameData(got, expected)) throw new Mismatch(what, show(expected), show(got))
  }

  /** Requires `condition`; `got` is what the report shows next to the rule that was broken. */
  require(rule: string, condition: boolean, got: unknown): void {
    this.checks += 1
    if (!condition) throw new Mismatch(rule, 'true', `false for ${show(got)}`)
  }

  /** Requires that `action` throws an error of `type` whose message mentions `mention`; foreign subjects may put it in other words. */
  throws(what: string, type: new (...args: never[]) => Error, mention: string, action: () => unknown): void {
    this.#throws(what, type, mention, this.#anyWording, action)
  }

  /** Requires that `action` throws an error of `type` whose message names `place`, as `line 2, column 4`. */
  throwsAt(what: string, type: new (...args: never[]) => Error, place: string, action: () => unknown): void {
    this.#throws(what, type, place, false, action)
  }

  #throws(
    what: string,
    type: new (...args: never[]) => Error,
    mention: string,
    anyWording: boolean,
    action: () => unknown,
  ): void {
    this.checks += 1
    const expected = anyWording ? `a ${type.name}` : `a ${type.name} that mentions "${mention}"`
    let returned: unknown
    try {
      returned = action()
    } catch (error) {
      // What the judge itself found or lost is not what the subject threw.
      if (error instanceof Mismatch || error instanceof Lost) throw error
      if (error instanceof type && (anyWording || error.message.includes(mention))) return
      throw new Mismatch(what, expected, show(error instanceof Error ? `${error.name}: ${error.message}` : error))
    }
    throw new Mismatch(what, expected, `the value ${show(returned)}`)
  }

  /** Notes that a branch under test was taken; a law lists in `reaches` those that every run must take. */
  reached(branch: string): void {
    this.reachedCounts.set(branch, (this.reachedCounts.get(branch) ?? 0) + 1)
  }

  /** Notes a clause that the one-line reason of the verdict begins with. */
  remark(clause: string): void {
    this.remarks.add(clause)
  }

  /** Says which share of its mark, in [0, 1), a claim earns that is not true as stated, and why; the last one stays. */
  credit(share: number, because: string): void {
    this.earned = { share, because }
  }

  /** Notes a measured figure for the report; the last value of a name stays. */
  measured(name: string, value: unknown): void {
    this.measurements.set(name, value)
  }
}

function nameOf(what: string, at: number | undefined): string {
  return at === undefined ? what : `${what}[${at}]`
}

function sameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b) || a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && sameElements(a, b)
  }
  const keysOfA = Object.keys(a)
  if (keysOfA.length !== Object.keys(b).length) return false
  for (const key of keysOfA) if (!Object.hasOwn(b, key) || !sameData(Reflect.get(a, key), Reflect.get(b, key))) return false
  return true
}

/** One after the other, without a list of them, unless the bytes say it: arrays are long and many. */
function sameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length > FEW && ArrayBuffer.isView(a) && ArrayBuffer.isView(b) && sameBytes(a, b)) return true
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i] && !sameData(a[i], b[i])) return false
  return true
}

function isList(value: object): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))
}

/** Characters of plain data that are shown. */
const SHOWN = 400

/** Plain data as one short line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return `function ${value.name}`
  if (value instanceof Promise) return 'a promise (parts return plain values)'
  if (typeof value !== 'object' || value === null) return String(value)
  const text = isList(value)
    ? `[${shown(value).join(', ')}]`
    : `{ ${Object.entries(value)
        .map(([key, entry]) => `${key}: ${show(entry)}`)
        .join(', ')} }`
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** The elements of a list, up to those that are cut off in any case: each has a character at least, and two between it and the next. */
function shown(list: ArrayLike<unknown>): string[] {
  return Array.from({ length: Math.min(list.length, SHOWN / 2) }, (_, i) => show(list[i]))
}
