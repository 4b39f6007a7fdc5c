/** What stays on one side and is called from the other: functions, objects with methods, iterables. */

import { ProtocolError } from './wire.ts'

/** What a thing was sent as, which is all that the other side may do with it: to call it, to walk it, or to call these methods of it. */
export type SentAs = 'function' | 'iterable' | readonly string[]

/** The things that this side keeps for the other, by number. A thing that is sent twice has two numbers, released one by one. */
export class Kept {
  readonly #byRef = new Map<number, { readonly thing: object; readonly sentAs: SentAs }>()
  #last = 0

  keep(thing: object, sentAs: SentAs): number {
    this.#last += 1
    this.#byRef.set(this.#last, { thing, sentAs })
    return this.#last
  }

  get(ref: unknown): object | undefined {
    return this.#byRef.get(Number(ref))?.thing
  }

  /**
   * Calls a function that was sent, or a method by which an object was sent. Nothing else of it can be reached: by the `constructor` of
   * a function, whoever got one could run code of their own on this side.
   * @throws ProtocolError for everything else; whatever the call throws
   */
  apply(ref: number, method: string | undefined, args: readonly unknown[]): unknown {
    const { thing, sentAs } = this.#require(ref)
    const isSent = method === undefined ? sentAs === 'function' : Array.isArray(sentAs) && sentAs.includes(method)
    if (!isSent)
      throw new ProtocolError(`a call of ${method === undefined ? 'what is no function' : 'a method that was not sent'}`)
    const called: unknown = method === undefined ? thing : Reflect.get(thing, method)
    if (typeof called !== 'function') throw new TypeError(`${method} is not a function any more`)
    return Reflect.apply(called, thing, args)
  }

  /** Begins to walk an iterable that was sent. @throws ProtocolError for everything else */
  walk(ref: number): Iterator<unknown> {
    const { thing, sentAs } = this.#require(ref)
    if (sentAs !== 'iterable') throw new ProtocolError('a walk over what was not sent to be walked')
    return (thing as Iterable<unknown>)[Symbol.iterator]()
  }

  release(refs: unknown): void {
    if (!Array.isArray(refs)) throw new ProtocolError('a release without references')
    for (const ref of refs as readonly unknown[]) this.#byRef.delete(Number(ref))
  }

  #require(ref: number): { readonly thing: object; readonly sentAs: SentAs } {
    const kept = this.#byRef.get(ref)
    if (kept === undefined) throw new ProtocolError(`a reference ${String(ref)} that nobody sent`)
    return kept
  }
}

/** The stand-ins on this side for what the other keeps: which are which, and which are no longer in use. */
export class StandIns {
  readonly #refs = new WeakMap<object, number>()
  #unused: number[] = []
  readonly #registry = new FinalizationRegistry<number>((ref) => this.#unused.push(ref))

  add<T extends object>(standIn: T, ref: number): T {
    this.#refs.set(standIn, ref)
    this.#registry.register(standIn, ref)
    return standIn
  }

  refOf(thing: object): number | undefined {
    return this.#refs.get(thing)
  }

  /** References that nothing on this side uses any longer, each told once. */
  takeUnused(): readonly number[] {
    const unused = this.#unused
    if (unused.length > 0) this.#unused = []
    return unused
  }
}
