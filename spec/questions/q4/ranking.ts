/** A ranking as a sheet writes it: `3 > 2 > 1`, `1 >= 2 > 3`, `1 = 2`, `3, 2, 1`, `[3, 2, 1]`, `3 first`, `1 last`, `2 > 1`. */
import { z } from 'zod'
import type { Method } from '../../../src/contract/selection.ts'

/** `>`: more accurate; `=`: within one point of each other; `>=`: not a point less accurate. */
export type Sign = '>' | '>=' | '='

/** What a ranking says of two methods. */
export interface Relation {
  readonly left: Method
  readonly sign: Sign
  readonly right: Method
}

/** What a ranking says, pair by pair; pairs that follow from others are left out, those that it is silent on too. */
export type Ranking = readonly Relation[]

const METHODS: readonly Method[] = [1, 2, 3]
const FORMS = '3 > 2 > 1, 1 >= 2 > 3, 1 = 2 > 3, 2 > 1, [3, 2, 1], 3 first or 3 last'

/** Reads a ranking from a sheet. */
export const ranking = z.union([z.string(), z.array(z.number())]).transform((written, context): Ranking => {
  const read = typeof written === 'string' ? readRanking(written) : readRanking(written.join(' > '))
  if (typeof read !== 'string') return read
  context.addIssue({ code: 'custom', message: read })
  return z.NEVER
})

/** The relations of a ranking, or what is wrong with it. */
export function readRanking(text: string): Ranking | string {
  const place = /^\s*(\S+)\s+(first|last)\s*$/i.exec(text)
  if (place !== null) return readPlace(place[1] ?? '', (place[2] ?? '').toLowerCase() === 'first')
  const words = text
    .replaceAll('≥', '>=')
    .split(/(>=|[>=~,])/)
    .map((word) => word.trim())
  const methods = words.filter((_, i) => i % 2 === 0)
  const unknown = methods.find((word) => !isMethod(word))
  if (unknown !== undefined || methods.length < 2) return expected(unknown === undefined || unknown === '' ? text : unknown)
  if (new Set(methods).size < methods.length) return `${expected(text)}: a method has one place`
  return methods.slice(1).map((right, i) => ({
    left: Number(methods[i]) as Method,
    sign: signOf(words[2 * i + 1] ?? ''),
    right: Number(right) as Method,
  }))
}

function readPlace(word: string, first: boolean): Ranking | string {
  if (!isMethod(word)) return expected(word)
  const own = Number(word) as Method
  return METHODS.filter((other) => other !== own).map((other) =>
    first ? { left: own, sign: '>', right: other } : { left: other, sign: '>', right: own },
  )
}

function signOf(word: string): Sign {
  if (word === '>=') return word
  return word === '=' || word === '~' ? '=' : '>'
}

function isMethod(word: string): boolean {
  return /^[123]$/.test(word)
}

function expected(got: string): string {
  return `expected a ranking of methods 1, 2 and 3 such as ${FORMS}, got ${JSON.stringify(got)}`
}

/** As one would write it: `3 > 2 > 1`. */
export function describeRanking(relations: Ranking): string {
  const [first] = relations
  const isChain = relations.every(({ left }, i) => i === 0 || relations[i - 1]?.right === left)
  if (first !== undefined && isChain) return [first.left, ...relations.map(({ sign, right }) => `${sign} ${right}`)].join(' ')
  return relations.map(({ left, sign, right }) => `${left} ${sign} ${right}`).join(' and ')
}

/** An order with ties: the place of methods 1, 2, 3; the smaller place is the better. */
export type Places = readonly [number, number, number]

/** The thirteen ways in which three methods can be placed. */
export const allPlaces: readonly Places[] = [0, 1, 2]
  .flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c): Places => [a, b, c])))
  .filter((places) => new Set(places).size === Math.max(...places) + 1)

/** Whether a ranking is true of an order. */
export function allows(relations: Ranking, places: Places): boolean {
  return relations.every(({ left, sign, right }) => {
    const ahead = (places[right - 1] ?? NaN) - (places[left - 1] ?? NaN)
    return sign === '>' ? ahead > 0 : sign === '=' ? ahead === 0 : ahead >= 0
  })
}
