/** Errors on the line: a type and a text. The judge builds an error of its own from them; no mark of the other's comes along. */
import type { WireError } from './wire.ts'

/** Characters of a message that cross. */
const LONGEST_MESSAGE = 4000

const known = { Error, RangeError, TypeError, SyntaxError, ReferenceError, EvalError, URIError } as const

/** What was thrown, in words; never throws, whatever it was. */
export function errorToWire(thrown: unknown): WireError {
  try {
    if (!(thrown instanceof Error)) return { type: 'thrown', message: cut(`threw ${shown(thrown)}, which is no Error`) }
    const { name, message } = thrown
    const base = Object.entries(known).find(([, type]) => type !== Error && thrown instanceof type)?.[0] ?? 'Error'
    const code: unknown = Reflect.get(thrown, 'code')
    const own = typeof name === 'string' && name !== base && name !== 'Error' ? `${name}: ` : ''
    return {
      type: base,
      message: cut(`${own}${shown(message)}`),
      ...(typeof code === 'string' ? { code: code.slice(0, 80) } : {}),
    }
  } catch {
    return { type: 'thrown', message: 'threw something that cannot be read' }
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value !== null ? Object.prototype.toString.call(value) : String(value)
}

function cut(text: string): string {
  return text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text
}

/** An error of the judge's own realm that says the same. */
export function errorFromWire(wire: unknown): Error {
  const { type, message } = Object(wire) as { readonly type?: unknown; readonly message?: unknown }
  const name = String(type).slice(0, 80)
  const text = cut(String(message))
  if (Object.hasOwn(known, name)) return new known[name as keyof typeof known](text)
  return new Error(name === 'thrown' ? text : `${name}: ${text}`)
}
