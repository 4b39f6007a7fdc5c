/** The value of a number of the program, on one rank. */
import type { Value } from '../vocabulary.ts'
import type { Numeric } from './things.ts'

type Lookup = (name: string) => Numeric
/** Operations of registers: `item`, `rows`, ... */
type Ask = (op: string, register: string) => Numeric

export function evaluate(value: Value, lookup: Lookup, ask: Ask): Numeric {
  if (typeof value === 'number') return { value }
  if (typeof value === 'string') return lookup(value)
  const { op, of } = value
  if (registerOperations.includes(op)) return ask(op, of.map(String).join(''))
  if (op === 'if') {
    const [test = 0, yes = 0, no = 0] = of
    return evaluate(evaluate(test, lookup, ask).value ? yes : no, lookup, ask)
  }
  const numbers: number[] = []
  let from: Numeric['from']
  let bent = false
  for (const each of of) {
    const operand = evaluate(each, lookup, ask)
    numbers.push(operand.value)
    from = operand.from ?? from
    bent ||= operand.bent === true
  }
  const result = operations[op]
  if (result === undefined) throw new Error(`evaluate: unknown operation ${op}`)
  const computed = Number(result(...numbers))
  if (from === undefined) return bent ? { value: computed, bent } : { value: computed }
  return bent || bending.includes(op) ? { value: computed, from, bent: true } : { value: computed, from }
}

export const registerOperations = ['item', 'norm', 'rows', 'batches', 'examples', 'exists', 'rate', 'scale of']
/** After these a number is no longer a mean or a sum of losses. */
const bending = ['exp', 'log', 'cos', 'sqrt', '**', '%', '//', '<', '<=', '>', '>=', '==', '!=', 'and', 'or', 'not', 'min', 'max']

const operations: Readonly<Record<string, (...x: number[]) => number | boolean>> = {
  '+': (a = 0, b = 0) => a + b,
  '-': (...x) => (x.length === 1 ? -(x[0] ?? 0) : (x[0] ?? 0) - (x[1] ?? 0)),
  '*': (a = 0, b = 0) => a * b,
  '/': (a = 0, b = 0) => a / b,
  '//': (a = 0, b = 0) => Math.floor(a / b),
  '%': (a = 0, b = 1) => a - b * Math.floor(a / b),
  '**': (a = 0, b = 0) => a ** b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a = 0, b = 0) => a < b,
  '<=': (a = 0, b = 0) => a <= b,
  '>': (a = 0, b = 0) => a > b,
  '>=': (a = 0, b = 0) => a >= b,
  and: (a = 0, b = 0) => (a === 0 ? a : b),
  or: (a = 0, b = 0) => (a === 0 ? b : a),
  not: (a) => a === 0,
  min: (...all) => Math.min(...all),
  max: (...all) => Math.max(...all),
  abs: (a = 0) => Math.abs(a),
  exp: (a = 0) => Math.exp(a),
  log: (a = 0) => Math.log(a),
  cos: (a = 0) => Math.cos(a),
  sqrt: (a = 0) => Math.sqrt(a),
  int: (a = 0) => Math.trunc(a),
}

/** The operations that `evaluate` knows, for readers of programs. */
export const knownOperations: readonly string[] = [...Object.keys(operations), 'if']
