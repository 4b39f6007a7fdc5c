/** zod's issues as findings in the text of a sheet: what was expected there, what stands there, the nearest valid word. */
import type { $ZodIssue, $ZodIssueTooBig, $ZodIssueTooSmall } from 'zod/v4/core'
import { closest, nearestSayings } from '../formula/nearest.ts'
import { brief, type Finding } from './problem.ts'
import { keysAt } from './sheet-schema.ts'
import type { Source } from './sheet-source.ts'

/** One issue of zod may be several findings: a mapping may have several keys too many. `above` is the path of the value that was parsed. */
export function findingsOf(issue: $ZodIssue, above: readonly PropertyKey[], source: Source, form: unknown): Finding[] {
  const path = [...above, ...issue.path]
  const value = valueAt(source.value, path)
  const finding = (expected: string, hint?: string): Finding[] => [
    { offset: value === undefined ? source.keyOffset(path) : source.valueOffset(path), path, expected, got: brief(value), hint },
  ]
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(form, path).filter((key) => key !== '$schema')
      return issue.keys.map((key) => {
        const expected = known.length === 0 ? 'no keys here' : `one of ${known.join(', ')}`
        return {
          offset: source.keyOffset([...path, key]),
          path: [...path, key],
          expected,
          got: brief(key),
          hint: closest(key, known) ?? commaHint(source, [...path, key]),
        }
      })
    }
    case 'invalid_union': {
      const branches = likeliest(issue.errors)
      const words = branches
        .flat()
        .flatMap((inner) => (inner.code === 'invalid_value' && inner.path.length === 0 ? inner.values : []))
      if (branches.length > 1 && words.length > 0) return finding(...choice(words, value))
      if (branches.length === 1) return branches.flat().flatMap((inner) => findingsOf(inner, path, source, form))
      return finding([...new Set(issue.errors.flatMap(formsOf))].join(' or ') || 'another kind of value')
    }
    case 'invalid_key':
      return [
        { offset: source.keyOffset(path), path, expected: issue.issues.map(expectedOf).join(', '), got: brief(path.at(-1)) },
      ]
    case 'invalid_value':
      return finding(...choice(issue.values, value))
    case 'custom': {
      const { column, expected, got, hint } = (issue.params ?? {}) as {
        column?: number
        expected?: string
        got?: string
        hint?: string
      }
      if (expected === undefined || got === undefined) return finding(expectedOf(issue))
      return [{ offset: source.valueOffset(path, column), path, expected, got, hint }]
    }
    default:
      return finding(expectedOf(issue))
  }
}

/** A key without a value, between commas, is most often the rest of a text with a comma in it. */
function commaHint(source: Source, path: readonly PropertyKey[]): string | undefined {
  const key = String(path.at(-1))
  const before = source.text.slice(0, source.keyOffset(path)).trimEnd()
  return valueAt(source.value, path) === null && before.endsWith(',')
    ? `if ${brief(key)} belongs to the text before, put that text in quotes: it holds a comma`
    : undefined
}

/** The branches of a union that the value was meant for: those that it followed furthest; none if it has the type of none. */
function likeliest(branches: readonly (readonly $ZodIssue[])[]): (readonly $ZodIssue[])[] {
  const entered = branches.filter((issues) => issues.some((issue) => issue.code !== 'invalid_type' || issue.path.length > 0))
  const furthest = Math.max(...entered.map(depth))
  return entered.filter((issues) => depth(issues) === furthest)
}

/** Lists of more words are not told in full: the nearest of them is. */
const MOST_WORDS = 8

/** What one branch of a union expects of the value itself. A union may stand in a union. */
function formsOf(branch: readonly $ZodIssue[]): string[] {
  return branch.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors.flatMap(formsOf) : [expectedOf(issue)]))
}

/** What to expect of one of some words, and the one that was probably meant. */
function choice(allowed: readonly unknown[], value: unknown): [expected: string, hint: string | undefined] {
  const words = [...new Set(allowed.map(String))]
  const hint = typeof value === 'string' && !words.includes(value) ? closest(value, words) : undefined
  if (words.length > MOST_WORDS) {
    const near = typeof value === 'string' && hint === undefined ? nearestSayings(value, words) : []
    const told = near.length === 0 ? 'assay init writes a sheet that lists them' : `the nearest: ${near.join(', ')}`
    return [`one of ${words.length} words`, hint ?? told]
  }
  return [`${words.length > 1 ? 'one of ' : ''}${words.join(', ')}`, hint]
}

function depth(issues: readonly $ZodIssue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length))
}

const typeNames: Readonly<Record<string, string>> = {
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
  array: 'a list',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
}

function expectedOf(issue: $ZodIssue): string {
  if (issue.code === 'invalid_type') return typeNames[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value') return choice(issue.values, undefined)[0]
  if (issue.code === 'too_small' || issue.code === 'too_big') return boundOf(issue)
  // 'expected a, got b' of whoever raised it: what was got is told from the sheet
  const [, expected] = /^(?:.*?expected )(.*?)(?:, got .*)?$/su.exec(issue.message) ?? []
  return expected ?? issue.message
}

/** A bound in words: 'a number above 0', 'a text of at most 4000 characters'. */
function boundOf(issue: $ZodIssueTooSmall | $ZodIssueTooBig): string {
  const isLeast = issue.code === 'too_small'
  const bound = String(issue.code === 'too_small' ? issue.minimum : issue.maximum)
  const [one, of] = countedIn[issue.origin] ?? ['a number', '']
  if (of !== '')
    return bound === '1' && isLeast ? `${one} that is not empty` : `${one} of ${isLeast ? 'at least' : 'at most'} ${bound} ${of}`
  const inclusive = issue.inclusive !== false
  return `${one} ${isLeast ? (inclusive ? 'from' : 'above') : inclusive ? 'up to' : 'below'} ${bound}`
}

const countedIn: Readonly<Record<string, readonly [one: string, of: string]>> = {
  string: ['text', 'characters'],
  array: ['a list', 'entries'],
  set: ['a list', 'entries'],
  object: ['a mapping', 'keys'],
  int: ['a whole number', ''],
}

/** The value at a path of plain data; undefined if there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let inner = value
  for (const key of path) {
    if (typeof inner !== 'object' || inner === null || !Object.hasOwn(inner, key)) return undefined
    inner = Reflect.get(inner, key)
  }
  return inner
}
