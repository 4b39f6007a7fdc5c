/** Which laws can reach a file: the parts that they need lead there by imports. */
import { parse, type AnyNode } from 'acorn'
import { full } from 'acorn-walk'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { Spec } from '../judge/spec.ts'

/** Part -> file, relative to the folder of `index.js` -> imports on the shortest way from the file that defines the part; 0 for that file itself. */
export type Reach = ReadonlyMap<string, ReadonlyMap<string, number>>

/** @param folder the compiled `src`, whose `index.js` re-exports the parts by name */
export function reachOf(folder: string): Reach {
  const imports = new Map<string, readonly string[]>()
  const importsOf = (file: string): readonly string[] => {
    const known = imports.get(file) ?? readImports(folder, file)
    imports.set(file, known)
    return known
  }
  const reach = new Map<string, ReadonlyMap<string, number>>()
  for (const statement of module(folder, 'index.js').body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source == null) continue
    const from = join(String(statement.source.value))
    for (const { exported } of statement.specifiers)
      if (exported.type === 'Identifier') reach.set(exported.name, distances(from, importsOf))
  }
  return reach
}

/** The laws that can notice a change of `file`, the cheapest and nearest first. */
export function lawsReaching<S extends Spec>(
  file: string,
  reach: Reach,
  laws: readonly S[],
  costMs: (law: S) => number,
): readonly S[] {
  const rank = new Map<S, number>()
  for (const law of laws) {
    const steps = Math.min(...law.needs.map((part) => reach.get(part)?.get(file) ?? Infinity))
    if (steps < Infinity) rank.set(law, (1 + steps) ** 2 * (1 + costMs(law)))
  }
  return [...rank.keys()].toSorted((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0) || (a.id < b.id ? -1 : 1))
}

function distances(start: string, importsOf: (file: string) => readonly string[]): ReadonlyMap<string, number> {
  const steps = new Map([[start, 0]])
  for (const [file, step] of steps) for (const next of importsOf(file)) if (!steps.has(next)) steps.set(next, step + 1)
  return steps
}

/** What a module imports, also at run time and as the program of a thread: every relative path in it that is a file. */
function readImports(folder: string, file: string): readonly string[] {
  const found = new Set<string>()
  full(module(folder, file) as AnyNode, (node) => {
    if (node.type !== 'Literal' || typeof node.value !== 'string' || !/^\.\.?\/.*\.js$/.test(node.value)) return
    const path = join(folder, dirname(file), node.value)
    if (existsSync(path)) found.add(relative(folder, path))
  })
  return [...found]
}

function module(folder: string, file: string): ReturnType<typeof parse> {
  return parse(readFileSync(join(folder, file), 'utf8'), { ecmaVersion: 'latest', sourceType: 'module' })
}
