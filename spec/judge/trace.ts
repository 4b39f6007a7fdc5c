/**
 * A run leaves a trace: what running parts of a subject under an input left (values, series, counts). It is computed once for the same
 * parts and input, however many specs judge it. Laws over cheap random inputs need none: a trace is for what costs.
 */
import type { PartName, Parts } from './subject.ts'

/** What a trace depends on besides the parts: conditions, seeds, names. Told apart by its JSON. */
export type TraceInput =
  string | number | boolean | null | undefined | { readonly [key: string]: TraceInput } | readonly TraceInput[]

/**
 * Makes a run that is remembered.
 * @param parts the parts that the run takes from the subject; two subjects that share them share the trace
 * @param leave runs them; what it returns is not changed by anybody. If it throws, nothing is remembered
 */
export function tracing<const N extends PartName, Input extends readonly TraceInput[], Trace>(
  parts: readonly N[],
  leave: (subject: Pick<Parts, N>, ...input: Input) => Trace,
): (subject: Pick<Parts, N>, ...input: Input) => Trace {
  const root = new Remembered<Trace>()
  return (subject, ...input) => {
    let at = root
    for (const part of parts) at = at.under(subject[part])
    const key = JSON.stringify(input)
    const known = at.traces.get(key)
    if (known !== undefined) return known.trace
    const trace = leave(subject, ...input)
    at.traces.set(key, { trace })
    return trace
  }
}

/** Traces by part, one level a part; a part that is gone takes its traces with it. */
class Remembered<Trace> {
  readonly traces = new Map<string, { readonly trace: Trace }>()
  readonly #byPart = new WeakMap<object, Remembered<Trace>>()

  under(part: object): Remembered<Trace> {
    const next = this.#byPart.get(part) ?? new Remembered<Trace>()
    this.#byPart.set(part, next)
    return next
  }
}
