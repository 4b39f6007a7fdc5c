/** YAML (JSON is a part of it) as plain data in which every value knows where it stands. */
import {
  CST,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  parseDocument,
  type Node,
  type Pair,
  type Scalar,
} from 'yaml'
import { brief, type Finding } from './problem.ts'

export interface Source {
  readonly text: string
  /** Maps, lists, strings, numbers, booleans and null; undefined if the text could not be read at all. */
  readonly value: unknown
  readonly findings: readonly Finding[]
  /** Whether the text is YAML at all: if not, there is nothing to gain from looking at `value`. */
  readonly wellFormed: boolean
  /** Where a key stands; where its parent does if there is no such key. */
  keyOffset(path: readonly PropertyKey[]): number
  /** Where a value stands, or the character `column` (from 1) of it if it is text on one line. */
  valueOffset(path: readonly PropertyKey[], column?: number): number
}

interface Spot {
  readonly key: number
  readonly value: number
  readonly characters: string
}

/**
 * Bounds that a sheet stays far below. The YAML library is recursive, and quadratic here and there; what passes them is read
 * in a fraction of a second.
 */
const limits = { lexemes: 20_000, depth: 40, indent: 80 } as const

/** Words that are no keys: they mean something to JavaScript. */
const reserved = ['__proto__', 'constructor', 'prototype']

export function readSource(text: string): Source {
  const spots = new Map<string, Spot>()
  const spotAt = (path: readonly PropertyKey[]): Spot | undefined => spots.get(JSON.stringify(path.map(String)))
  const nearest = (path: readonly PropertyKey[]): Spot =>
    spotAt(path) ?? (path.length === 0 ? { key: 0, value: 0, characters: '' } : nearest(path.slice(0, -1)))
  const source = (value: unknown, findings: readonly Finding[], wellFormed: boolean): Source => ({
    text,
    value,
    findings,
    wellFormed,
    keyOffset: (path) => nearest(path).key,
    valueOffset(path, column = 1) {
      const spot = spotAt(path)
      if (spot === undefined) return nearest(path).key
      const inside = spot.characters === '' ? -1 : text.indexOf(spot.characters, spot.value)
      return inside < 0 || inside > spot.value + 1 ? spot.value : inside + column - 1
    },
  })
  const bound = beyondBounds(text)
  if (bound !== undefined) return source(undefined, [bound], false)
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
  const findings = [...document.errors, ...document.warnings].map(({ pos, code, message }): Finding => {
    const got = code === 'MULTIPLE_DOCS' ? 'a second document' : lowerFirst(message.slice(0, 200))
    return { offset: pos[0], path: [], expected: 'valid YAML', got }
  })
  if (document.directives?.yaml.version !== '1.2') {
    findings.push({ offset: 0, path: [], expected: 'YAML 1.2', got: `YAML ${document.directives?.yaml.version}` })
  }
  const note = (path: readonly string[], key: number, node: Node | null): void => {
    const characters = isScalar(node) && typeof node.value === 'string' ? node.value : ''
    spots.set(JSON.stringify(path), { key, value: node?.range?.[0] ?? key, characters })
  }
  note([], 0, document.contents)
  const value = plain(document.contents, [], findings, note)
  return source(value, findings, document.errors.length === 0)
}

/** The first place, if any, where the text is too much for a sheet. Only the lexer looks at it, which is flat and linear. */
function beyondBounds(text: string): Finding | undefined {
  const control = text.search(/[^\P{Cc}\t\n\r]/u)
  if (control >= 0)
    return { offset: control, path: [], expected: 'text', got: `the control character ${codePoint(text, control)}` }
  let [offset, lexemes, brackets, indicators, isText] = [0, 0, 0, 0, false]
  for (const lexeme of new Lexer().lex(text)) {
    const type = isText ? 'text' : CST.tokenType(lexeme)
    isText = type === 'scalar'
    if (type === 'newline') indicators = 0
    if (type === 'seq-item-ind' || type === 'explicit-key-ind') indicators += 1
    if (type === 'flow-map-start' || type === 'flow-seq-start') brackets += 1
    if (type === 'flow-map-end' || type === 'flow-seq-end') brackets = Math.max(0, brackets - 1)
    lexemes += 1
    const at = { offset, path: [] }
    const startsLine = offset === 0 || text.charAt(offset - 1) === '\n'
    if (brackets + indicators > limits.depth)
      return { ...at, expected: `at most ${limits.depth} levels`, got: 'a deeper nesting' }
    if (type === 'space' && startsLine && lexeme.length > limits.indent && text.charAt(offset + lexeme.length).trim() !== '') {
      return { ...at, expected: `an indentation of at most ${limits.indent}`, got: `${lexeme.length}` }
    }
    if (lexemes > limits.lexemes) return { ...at, expected: `at most ${limits.lexemes} words and signs`, got: 'more' }
    // Marks of the lexer's own are control characters, which stand for nothing in the text
    if (!/^\p{Cc}$/u.test(lexeme) || text.startsWith(lexeme, offset)) offset += lexeme.length
  }
  return undefined
}

type Note = (path: readonly string[], key: number, node: Node | null) => void

function plain(node: unknown, path: readonly string[], findings: Finding[], note: Note): unknown {
  const refuse = (expected: string, got: string): void => {
    findings.push({ offset: isNode(node) ? (node.range?.[0] ?? 0) : 0, path, expected, got })
  }
  if (isMap(node)) return mapping(node.items, path, findings, note)
  if (isSeq(node)) {
    return node.items.map((item, i) => {
      const inner = [...path, String(i)]
      if (isNode(item)) note(inner, item.range?.[0] ?? 0, item)
      return plain(item, inner, findings, note)
    })
  }
  if (isAlias(node)) {
    refuse('the value itself', `the alias *${node.source}`)
  } else if (isScalar(node)) {
    const { value } = node
    if (typeof value === 'string' && /[^\P{Cc}\t\n\r]/u.test(value)) refuse('text', 'control characters')
    else if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value
    else refuse('text, a number, a list or a mapping', `a ${typeof value}`)
  }
  return null
}

function mapping(pairs: readonly unknown[], path: readonly string[], findings: Finding[], note: Note): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const pair of pairs) {
    if (!isPair(pair)) continue
    const { key, value } = pair as Pair<Node | null, Node | null>
    const offset = key?.range?.[0] ?? value?.range?.[0] ?? 0
    const word = isScalar(key) ? keyWord(key) : undefined
    const inner = [...path, word ?? '?']
    if (word !== undefined && reserved.includes(word)) {
      findings.push({ offset, path: inner, expected: 'another key', got: brief(word), hint: 'this name is reserved' })
    } else if (word === undefined || word === '') {
      findings.push({ offset, path: inner, expected: 'a key', got: word === undefined ? 'no plain word' : brief(word) })
    } else if (Object.hasOwn(result, word)) {
      findings.push({ offset, path: inner, expected: 'every key once', got: `${brief(word)} again` })
    } else {
      note(inner, offset, value ?? key)
      result[word] = value === null ? null : plain(value, inner, findings, note)
    }
  }
  return result
}

/** A key as it is written: 01 and 1 are two. */
function keyWord({ value, source }: Scalar): string | undefined {
  const word = typeof value === 'string' ? value : (source ?? String(value))
  return /\p{Cc}/u.test(word) ? undefined : word
}

function codePoint(text: string, at: number): string {
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0')}`
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
