/** The house rules, checked on the files themselves. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { procedures } from '../src/contract/two-proportion.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

interface Import {
  readonly from: string
  readonly to: string
  readonly typeOnly: boolean
}

const files = ['src', 'spec', 'bench'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => /\.m?ts$/.test(name)),
)

const importsBy = new Map(files.map((from) => [from, importsOf(from)]))
const imports = [...importsBy.values()].flat()

function importsOf(from: string): Import[] {
  const statement = /^(?:import|export)\s+(type\s)?(?:[^'"]*?\sfrom\s+)?'(\.[^']+)'/gm
  const source = readFileSync(join(root, from), 'utf8')
  return [...source.matchAll(statement)].map(([text, type, target = '']) => ({
    from,
    to: relative(root, join(root, dirname(from), target)),
    typeOnly: type !== undefined || /^import\s*\{(\s*type\s[^,}]+,?)+\s*\}/.test(text),
  }))
}

const say = ({ from, to }: Import): string => `${from} imports ${to}`

describe('directions', () => {
  test('src imports nothing outside src', () => {
    expect(imports.filter(({ from, to }) => from.startsWith('src/') && !to.startsWith('src/')).map(say)).toEqual([])
  })

  test('spec takes values from src only for subjects, mutants and variants', () => {
    const mayBuild = /^spec\/(subjects|laws\/\w+\/(mutants|variants))\b|\.spec\.ts$/
    const offenders = imports.filter(
      (i) => i.from.startsWith('spec/') && /^src\/(?!contract\/)/.test(i.to) && !i.typeOnly && !mayBuild.test(i.from),
    )
    expect(offenders.map(say)).toEqual([])
  })

  test('the judge knows the contract and itself', () => {
    const mayUse = /^(spec\/judge|src\/contract)\//
    const offenders = imports.filter(
      (i) => i.from.startsWith('spec/judge/') && !i.from.endsWith('.spec.ts') && !mayUse.test(i.to),
    )
    expect(offenders.map(say)).toEqual([])
  })

  test('laws know the contract, the judge, exact arithmetic and other laws', () => {
    const mayUse = /^(spec\/(judge|laws|formula)|src\/contract)\//
    const isLaw = /^spec\/laws\/(?!\w+\/(mutants|variants)\b)(?!.*\.spec\.ts$)/
    expect(imports.filter((i) => isLaw.test(i.from) && !mayUse.test(i.to)).map(say)).toEqual([])
  })

  test('nobody imports mutants or variants but themselves: the catalogue finds them', () => {
    const isVariation = /^spec\/laws\/\w+\/(mutants|variants)\b/
    expect(imports.filter(({ from, to }) => isVariation.test(to) && !isVariation.test(from)).map(say)).toEqual([])
  })

  test('nobody imports the test runner but the tests', () => {
    const users = files.filter((file) => /from 'vitest'/.test(readFileSync(join(root, file), 'utf8')))
    expect(users.filter((file) => !/\.(spec|setup)\.ts$/.test(file))).toEqual([])
  })

  test('no command waits for the reference before it is asked for: help loads no distribution functions', () => {
    const commands = files.filter((file) => /^spec\/cli\/(?!.*\.spec\.ts$|cli-under-test)/.test(file))
    expect(commands.filter((file) => pathBetween(file, 'src/stats/tails.ts') !== undefined)).toEqual([])
  })

  test('no file imports itself, however far around', () => {
    const cycles = files.flatMap((file) => cycleFrom(file))
    expect(cycles).toEqual([])
  })
})

/** A shortest chain of value imports that leads back to `start`. */
function cycleFrom(start: string): string[] {
  return pathBetween(start, start) ?? []
}

/** A shortest chain of value imports, if there is any. */
function pathBetween(start: string, end: string): string[] | undefined {
  const queue = [[start]]
  const seen = new Set<string>()
  for (let chain = queue.shift(); chain !== undefined; chain = queue.shift()) {
    for (const { to, typeOnly } of importsBy.get(chain.at(-1) ?? '') ?? []) {
      if (typeOnly) continue
      if (to === end) return [[...chain, to].join(' -> ')]
      if (!seen.has(to)) queue.push([...chain, to])
      seen.add(to)
    }
  }
  return undefined
}

describe('names and documents', () => {
  test('no file is longer than 300 lines', () => {
    expect(files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > 300)).toEqual([])
  })

  test('no file of leftovers', () => {
    expect(files.filter((file) => /\/(utils?|helpers?|common|types|misc|shared)\.ts$/.test(file))).toEqual([])
  })

  test('the two-proportion procedures are listed once, in the contract', () => {
    const names = Object.keys(procedures)
    const lists = files.filter((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return [...text.matchAll(/\[[^[\]]*\]|(\| *'[^']*'\s*)+/g)].some(
        ([list]) => names.filter((name) => list.includes(`'${name}'`)).length > 4,
      )
    })
    expect(lists).toEqual([])
  })

  test('every export of src and of the contract is documented', () => {
    const documented = files.filter((file) =>
      /^src\/|^spec\/judge\/(index|subject|spec|witness|trace|observe|failure|verdict|kill-matrix|mutant)\.ts$|^spec\/questions\/question\.ts$/.test(
        file,
      ),
    )
    expect(documented.flatMap(undocumentedExports)).toEqual([])
  })

  test('every dependency has a line that says what it is for, and no line is left of one that is gone', () => {
    const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
    const said = [...text.matchAll(/^\| `([^`]+)` +\| \S+ \S+/gm)].map(([, name]) => name)
    const { dependencies, optionalDependencies, devDependencies } = JSON.parse(
      readFileSync(join(root, 'package.json'), 'utf8'),
    ) as Record<string, Readonly<Record<string, string>>>
    expect(said).toEqual(Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies }))
  })

  test('every member of the contract is documented, also of option types', () => {
    const members = files.filter((file) => file.startsWith('src/contract/')).flatMap(membersOf)
    expect(members.length).toBeGreaterThan(600)
    expect(members.filter(({ documented }) => !documented).map(({ name }) => name)).toEqual([])
  })

  test('no sentence cites what a reader cannot find, or says what is "by default" in other words', () => {
    const odd = /answer[ ]key|\bP\d\.\d+\b|\bunless (?:told|given)\b/i
    expect(files.filter((file) => odd.test(readFileSync(join(root, file), 'utf8')))).toEqual([])
  })

  test('every file says in its first lines what it is', () => {
    const silent = files.filter(
      (file) => !/^(#![^\n]*\n)?\/\*\*/.test(readFileSync(join(root, file), 'utf8')) && !file.endsWith('.d.ts'),
    )
    expect(silent).toEqual([])
  })
})

function undocumentedExports(file: string): string[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  return lines.flatMap((line, i) => {
    const name = /^export (?:default )?(?:abstract )?(?:async )?(?:function\*?|const|class|interface|type) (\w+)/.exec(line)?.[1]
    if (name === undefined || /\*\/\s*$/.test(lines[i - 1] ?? '')) return []
    return isOverload(lines, i, name) ? [] : [`${file}:${i + 1} ${name}`]
  })
}

/** The members of the interfaces and record types that a file exports. */
function membersOf(file: string): { readonly name: string; readonly documented: boolean }[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  let type: string | undefined
  return lines.flatMap((line, i) => {
    type = line.startsWith('}') ? undefined : (/^export (?:interface|type) (\w+)[^;]*[{(]$/.exec(line)?.[1] ?? type)
    const member = /^ {2}(?:readonly )?(\w+)\??[(:<]/.exec(line)?.[1]
    if (type === undefined || member === undefined) return []
    return [{ name: `${file}:${i + 1} ${type}.${member}`, documented: /\*\/\s*$/.test(lines[i - 1] ?? '') }]
  })
}

function isOverload(lines: readonly string[], i: number, name: string): boolean {
  return lines.slice(0, i).some((line) => line.startsWith(`export function ${name}(`))
}
