/** The specs bite: every mutant dies by a wrong value, every spec kills. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allChecks } from './sheet/checks.ts'
import { judgeByNamed } from './judge/kill-matrix.ts'
import { seed } from './judge/seed.ts'
import reference from './subjects/reference.ts'
import { allMutants, allVariants, catalogue, rooms } from './laws/index.ts'

const checks = allChecks()
const [mutants, variants] = await Promise.all([allMutants(), allVariants()])

describe('mutants', () => {
  test.each(mutants.map((mutant) => [mutant.id, mutant.fault, mutant] as const))(
    '%s is refuted: %s',
    async (id, _fault, mutant) => {
      expect(mutant.refutedBy, `${id} names no spec that refutes it`).not.toEqual([])
      const { survived, sights } = await judgeByNamed(mutant, checks, reference, seed)
      expect(survived, JSON.stringify(sights, null, 1)).toEqual([])
    },
  )
})

test('every spec is named by a mutant that it refutes', () => {
  const named = new Set(mutants.flatMap(({ refutedBy }) => refutedBy))
  expect(checks.filter(({ spec }) => !named.has(spec.id)).map(({ id }) => id)).toEqual([])
  const known = new Set(checks.map(({ spec }) => spec.id))
  expect([...named].filter((id) => !known.has(id))).toEqual([])
})

test('the parts of the contract are those that laws need, and each is refuted: a spec that needs it is named by a mutant that changes it', () => {
  const needed = new Set<string>(Object.values(catalogue).flatMap((laws) => laws.flatMap(({ needs }) => needs)))
  const needs = new Map(checks.map(({ spec }) => [spec.id, new Set<string>(spec.needs)]))
  const refuted = new Set(
    mutants.flatMap(({ parts, refutedBy }) =>
      Object.keys(parts).filter((part) => refutedBy.some((id) => needs.get(id)?.has(part) === true)),
    ),
  )
  const parts = partsOfTheContract()
  expect(parts.length).toBeGreaterThan(80)
  // `assay check` knows what a part is by this
  expect([...needed].toSorted()).toEqual(parts.toSorted())
  expect(parts.filter((part) => !refuted.has(part))).toEqual([])
})

/** The members of the interfaces that the contract joins, as they are written. */
function partsOfTheContract(): string[] {
  const folder = new URL('../../src/contract/', import.meta.url)
  const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const joined = /interface Contract\s+extends\s+([\w,\s]+)/.exec(texts.join('\n'))?.[1]?.trim().split(/,\s*/) ?? []
  return joined.flatMap((name) => {
    const body = texts
      .map((text) => new RegExp(`^export interface ${name} \\{$([^]*?)^\\}$`, 'm').exec(text)?.[1])
      .find((found) => found !== undefined)
    if (body === undefined) throw new Error(`the contract joins ${name}, which no file of it declares`)
    return [...body.matchAll(/^ {2}(\w+)[(<:]/gm)].map((match) => match[1] ?? '')
  })
}

test('mutants and variants have ids of their own, in the form room.what-is-wrong, where a room may be one of its concepts', () => {
  const ids = [...mutants, ...variants].map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$/.test(id) || id.length > 45)).toEqual([])
  const concepts = new Set([...rooms, ...checks.map(({ spec }) => spec.id.split('.')[0])])
  expect(ids.filter((id) => !concepts.has(id.split('.')[0] ?? ''))).toEqual([])
})
