/** What stays on one side and is called from the other: functions, objects with methods, iterables. */

/** The things that this side keeps for the other, by number. A thing that is sent twice has two numbers, released one by one. */
export class Kept {
  readonly #byRef = new Map<number, object>()
  #last = 0

  keep(thing: object): number {
    this.#last += 1
    this.#byRef.set(this.#last, thing)
    return this.#last
  }

  get(ref: unknown): object | undefined {
    return this.#byRef.get(Number(ref))
  }

  release(refs: readonly unknown[]): void {
    for (const ref of refs) this.#byRef.delete(Number(ref))
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
