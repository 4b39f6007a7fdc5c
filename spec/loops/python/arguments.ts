/** The arguments of a call, evaluated in order. */
import type { Reader } from './reader.ts'
import type { Tree } from './tree.ts'
import { constantNumber, constantText, type Py } from './values.ts'
import type { Value } from '../vocabulary.ts'

export class Arguments {
  readonly positional: Py[] = []
  readonly named = new Map<string, Py>()
  /** `**batch`, `*batch`. */
  readonly spread: Py[] = []

  constructor(reader: Reader, list: Tree | undefined) {
    for (const group of groupsOf(list)) {
      const [first, second, third] = group
      if (first === undefined) continue
      if (first.type === '*' || first.type === '**') {
        const value = second === undefined ? undefined : reader.evaluate(second)
        if (value?.kind === 'list') this.positional.push(...value.items)
        else if (value?.kind === 'dict') for (const [name, entry] of value.entries) this.named.set(name, entry)
        else if (value !== undefined) this.spread.push(value)
      } else if (second?.type === 'AssignOp' && third !== undefined) this.named.set(first.text, reader.evaluate(third))
      else if (group.some(({ type }) => type === 'for')) this.positional.push(generator(reader, group))
      else this.positional.push(reader.evaluate(first))
    }
  }

  /** By position or by one of its names. */
  get(position: number, ...names: readonly string[]): Py | undefined {
    const name = names.find((each) => this.named.has(each))
    return name === undefined ? this.positional[position] : this.named.get(name)
  }

  get all(): Py[] {
    return [...this.positional, ...this.named.values(), ...this.spread].map(settled)
  }

  value(reader: Reader, position: number, ...names: readonly string[]): Value | undefined {
    return reader.asNumber(this.get(position, ...names))
  }

  flag(position: number, name: string): boolean | undefined {
    const given = constantNumber(this.get(position, name))
    return given === undefined ? undefined : given !== 0
  }

  text(position: number, name: string): string | undefined {
    return constantText(this.get(position, name))
  }
}

/** What something open has become. */
function settled(value: Py): Py {
  return value.kind === 'open' && value.become !== undefined ? value.become : value
}

function groupsOf(list: Tree | undefined): Tree[][] {
  const groups: Tree[][] = [[]]
  for (const child of list?.children.slice(1, -1) ?? []) {
    if (child.type === ',') groups.push([])
    else groups.at(-1)?.push(child)
  }
  return groups
}

/** `f(x.to(d) for x in batch)`: the bare generator is evaluated as a comprehension. */
function generator(reader: Reader, group: readonly Tree[]): Py {
  const [first] = group
  if (first === undefined) return { kind: 'unknown', why: '' }
  const bracket: Tree = { type: '(', text: '(', at: first.at, children: [] }
  return reader.evaluate({
    type: 'ComprehensionExpression',
    text: first.text,
    at: first.at,
    children: [bracket, ...group, bracket],
  })
}
