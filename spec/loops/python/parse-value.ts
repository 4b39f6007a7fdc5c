/** A number of a program, written as Python writes it: `(i + 1) % 4 == 0`, `item(loss) * rows(batch)`, `ddp or fsdp`. */
import { knownOperations, registerOperations } from '../machine/evaluate.ts'
import type { Value } from '../vocabulary.ts'
import { ofType, parsePython, parts, Refusal, type Tree } from './tree.ts'

/** Nothing if it is not understood. */
export function parseValue(source: unknown): Value | undefined {
  if (typeof source !== 'string') return undefined
  try {
    const [statement, ...others] = parts(parsePython(source))
    const [expression] = statement?.type === 'ExpressionStatement' ? parts(statement) : []
    return expression === undefined || others.length > 0 ? undefined : valueOf(expression)
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}

function valueOf(tree: Tree): Value | undefined {
  const [first, second] = tree.children
  switch (tree.type) {
    case 'Number':
      return Number(tree.text)
    case 'Boolean':
      return Number(tree.text === 'True')
    case 'VariableName':
      return tree.text
    case 'ParenthesizedExpression':
      return operation('', parts(tree))
    case 'UnaryExpression':
      return first === undefined || second === undefined ? undefined : operation(first.text, [second])
    case 'BinaryExpression': {
      const right = tree.children.at(-1)
      return first === undefined || right === undefined ? undefined : operation(tree.children[1]?.text ?? '', [first, right])
    }
    case 'CallExpression':
      return called(first?.text ?? '', ofType(tree, 'ArgList')[0])
    default:
      return undefined
  }
}

function operation(op: string, operands: readonly Tree[]): Value | undefined {
  const of = operands.map(valueOf)
  if (!of.every((each) => each !== undefined)) return undefined
  if (op === '') return of[0]
  return knownOperations.includes(op) ? { op, of } : undefined
}

/** `rows(batch)`: an operation of a register; `min(a, b)`: of numbers. */
function called(op: string, list: Tree | undefined): Value | undefined {
  const given = list === undefined ? [] : parts(list)
  const [first] = given
  if (registerOperations.includes(op))
    return given.length === 1 && first?.type === 'VariableName' ? { op, of: [first.text] } : undefined
  return operation(op, given)
}
