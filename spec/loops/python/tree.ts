/** Python source as a plain tree with places; comments are left out. */
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@lezer/python'
import type { Place } from '../vocabulary.ts'

export interface Tree {
  readonly type: string
  readonly text: string
  readonly at: Place
  readonly children: readonly Tree[]
}

/** Why a file cannot be read as a loop. */
export class Refusal extends Error {
  readonly at: Place | undefined

  constructor(message: string, at?: Place) {
    super(message)
    this.name = 'Refusal'
    this.at = at
  }
}

/** @throws Refusal where the text is no Python */
export function parsePython(source: string): Tree {
  const lineStarts = [0]
  for (let i = 0; i < source.length; i += 1) if (source[i] === '\n') lineStarts.push(i + 1)
  const placeOf = (offset: number): Place => {
    let low = 0
    let high = lineStarts.length - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((lineStarts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 }
  }
  const convert = (node: SyntaxNode): Tree => {
    if (node.type.isError) {
      const { line, column } = placeOf(node.from)
      throw new Refusal(
        `line ${line}, column ${column}: expected Python, got ${JSON.stringify(source.slice(node.from, node.from + 20))}`,
        placeOf(node.from),
      )
    }
    const children: Tree[] = []
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name !== 'Comment') children.push(convert(child))
    }
    return { type: node.name, text: source.slice(node.from, node.to), at: placeOf(node.from), children }
  }
  return convert(parser.parse(source).topNode)
}

/** The children of one type. */
export function ofType(tree: Tree, ...types: readonly string[]): Tree[] {
  return tree.children.filter(({ type }) => types.includes(type))
}

/** Children that are no punctuation. */
export function parts(tree: Tree): Tree[] {
  return tree.children.filter(({ type }) => !/^[()[\]{},.:;*@]$|^\*\*$|^->$/.test(type))
}

/** The tree and all below it. */
export function* descendants(tree: Tree): Generator<Tree> {
  yield tree
  for (const child of tree.children) yield* descendants(child)
}

/** The names that statements below this tree assign, functions and classes apart. */
export function assignedNames(tree: Tree): Set<string> {
  const names = new Set<string>()
  const visit = (node: Tree): void => {
    if (node.type === 'FunctionDefinition' || node.type === 'ClassDefinition' || node.type === 'LambdaExpression') return
    if (node.type === 'AssignStatement' || node.type === 'UpdateStatement' || node.type === 'ForStatement') {
      for (const target of targetsOf(node))
        for (const name of descendants(target)) if (name.type === 'VariableName') names.add(name.text)
    }
    node.children.forEach(visit)
  }
  visit(tree)
  return names
}

function targetsOf(node: Tree): Tree[] {
  const end = node.children.findIndex(({ type }) =>
    node.type === 'ForStatement' ? type === 'in' : /^(AssignOp|UpdateOp)$/.test(type),
  )
  return node.children
    .slice(0, Math.max(end, 0))
    .filter(({ type }) => /^(VariableName|TupleExpression|ArrayExpression)$/.test(type))
}
