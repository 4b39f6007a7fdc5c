/** On the subject's side: what a call did besides answering. The judge decides whether that is a fault. */
import { copyOf, isPrimitive, isUnchanged, memoryOf, sharesMemory } from '../judge/plain-data.ts'
import type { Answer } from './peer.ts'

interface Earlier {
  readonly value: unknown
  readonly copy: unknown
}

/** Arguments that a call changed, and earlier results that it altered: the last of every part is remembered. */
export class Watch {
  readonly #earlier = new Map<string, Earlier>()

  around(what: string, args: readonly unknown[], run: () => unknown): Answer | Promise<Answer> {
    const copies = args.map((each) => copyOf(each))
    const value = run()
    return isThenable(value)
      ? Promise.resolve(value).then((settled) => this.#answer(what, args, copies, settled, true))
      : this.#answer(what, args, copies, value, false)
  }

  #answer(what: string, args: readonly unknown[], copies: readonly unknown[], value: unknown, promise: boolean): Answer {
    const changed = new Map(args.flatMap((each, at) => (isUnchanged(each, copies[at]) ? [] : [[at, each] as const])))
    const memory = memoryOf(args)
    const altered = this.#altered(memory)
    if (!isPrimitive(value) && !sharesMemory(value, memory)) this.#earlier.set(what, { value, copy: copyOf(value) })
    return { value, promise, changed, ...(altered === undefined ? {} : { altered }) }
  }

  /** A part whose earlier result is not what it was, if it does not lie in the arguments, which may be meant to change. */
  #altered(memory: ReadonlySet<object>): string | undefined {
    for (const [part, { value, copy }] of this.#earlier) {
      if (isUnchanged(value, copy)) continue
      this.#earlier.delete(part)
      if (!sharesMemory(value, memory)) return part
    }
    return undefined
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { readonly then?: unknown }).then === 'function'
}
