/** Reads LibSVM text byte by byte, in chunks of any size: no line is ever made a string. */
import type { Csr, Libsvm, LibsvmOptions } from '../contract/sparse.ts'
import { GrowingExamples } from './growing-examples.ts'
import { COLON, HASH, isBlank, isEnd, NEWLINE, shown, ZERO } from './libsvm-bytes.ts'
import { NumberReader } from './libsvm-number.ts'
import { LibsvmError } from './libsvm.ts'
import { readPlainEntries } from './plain-entries.ts'

/**
 * The matrix of a text, entries in the order in which they stand (a column may be repeated; its values count as their sum).
 * @throws LibsvmError for a text that breaks the format, or a column outside `cols`
 */
export function parseLibsvm(text: string | Uint8Array, options: LibsvmOptions = {}): Libsvm {
  return parseLibsvmChunks([typeof text === 'string' ? Buffer.from(text) : text], options)
}

/** The matrix of a text that comes in pieces, split anywhere. Errors as `parseLibsvm`. */
export function parseLibsvmChunks(chunks: Iterable<Uint8Array>, options: LibsvmOptions = {}): Libsvm {
  const reader = new LibsvmReader(options)
  for (const chunk of chunks) reader.push(chunk)
  return reader.end()
}

/** No number is longer; what is, is refused wherever the chunks are cut. */
const LONGEST_TOKEN = 4096
/** Query ids are kept in 32 bits. */
const LARGEST_QUERY = 2 ** 31 - 1

/** Where in a line the reader stands. */
const AT_LABEL = 0
const AT_COLUMN = 1
const AT_VALUE = 2
const IN_COMMENT = 3
const AT_QUERY = 4

/** Takes chunks of bytes, split anywhere, and grows the matrix. */
export class LibsvmReader {
  readonly #examples: GrowingExamples
  readonly #number = new NumberReader()
  #line = 1
  /** Bytes of this line before the chunk in hand. */
  #lineOffset = 0
  #state = AT_LABEL
  /** The bytes of a token that the last chunk cut off. */
  #rest: Uint8Array = new Uint8Array(0)

  /** @param place where to write, if not into arrays that grow: as many rows and entries as the text holds */
  constructor(options: LibsvmOptions = {}, place?: Csr) {
    this.#examples = new GrowingExamples(options, place)
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const taken = this.#take(bytes, false)
    this.#rest = bytes.slice(taken)
  }

  /** The matrix; the reader cannot be used after. */
  end(): Libsvm {
    this.#take(Buffer.concat([this.#rest, Buffer.from('\n')]), true)
    return this.#examples.whole()
  }

  /** Reads whole tokens and returns how many bytes it took; a token is whole once the byte after it is there. */
  #take(bytes: Uint8Array, last: boolean): number {
    const length = bytes.length
    let lineStart = -this.#lineOffset
    let at = 0
    for (;;) {
      if (this.#state === IN_COMMENT) {
        const newline = bytes.indexOf(NEWLINE, at)
        at = newline < 0 ? length : newline
        if (newline >= 0) this.#state = AT_COLUMN
      }
      while (at < length && this.#state !== AT_VALUE && isBlank(bytes[at] as number)) at += 1
      if (at === length) break
      const byte = bytes[at] as number
      if (this.#state === AT_VALUE && isEnd(byte)) this.#fail('a value is missing', at - lineStart)
      if (byte === NEWLINE) {
        this.#examples.endLine()
        this.#state = AT_LABEL
        at += 1
        this.#line += 1
        lineStart = at
        continue
      }
      if (byte === HASH) {
        this.#state = IN_COMMENT
        continue
      }
      if (this.#state === AT_COLUMN) at = readPlainEntries(bytes, at, this.#examples)
      const start = at
      if (start === length || isEnd(bytes[start] as number)) continue
      const end = this.#token(bytes, start, lineStart)
      if (end < 0) {
        // the chunk ends inside the token: keep its bytes for the next one
        if (length - start > LONGEST_TOKEN || last) this.#failOfLength(start - lineStart)
        break
      }
      at = end
    }
    this.#lineOffset = at - lineStart
    return at
  }

  /** Reads the token at `start`; returns one past it, or -1 if the bytes end before it does. */
  #token(bytes: Uint8Array, start: number, lineStart: number): number {
    if (this.#state === AT_COLUMN) return this.#column(bytes, start, lineStart)
    const end = this.#number.read(bytes, start)
    if (end < 0) return -1
    if (end - start > LONGEST_TOKEN) this.#failOfLength(start - lineStart)
    const { value } = this.#number
    if (Number.isNaN(value)) this.#fail(`expected a number, got ${shown(bytes, start)}`, start - lineStart)
    if (this.#state === AT_LABEL) this.#examples.pushLabel(value)
    else if (this.#state === AT_VALUE) this.#examples.data.push(value)
    else {
      if (!Number.isInteger(value) || value < 0 || value > LARGEST_QUERY)
        this.#fail(`a query id is a whole number up to ${LARGEST_QUERY}, got ${value}`, start - lineStart)
      this.#examples.setQuery(value)
    }
    this.#state = AT_COLUMN
    return end
  }

  #column(bytes: Uint8Array, start: number, lineStart: number): number {
    const { lowest, highest } = this.#examples
    let at = start
    let column = 0
    for (; at < bytes.length; at += 1) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) break
      column = 10 * column + digit
    }
    if (at === bytes.length) return -1
    if (at - start > LONGEST_TOKEN) this.#failOfLength(start - lineStart)
    if (bytes[at] !== COLON || at === start) {
      const word = Buffer.from(bytes.subarray(start, start + 4)).toString('latin1')
      if (word !== 'qid:') {
        if (start + word.length === bytes.length && 'qid:'.startsWith(word)) return -1
        this.#fail(`expected column:value, got ${shown(bytes, start)}`, start - lineStart)
      }
      if (!this.#examples.takesQuery())
        this.#fail('a query id stands once, between the label and the first column', start - lineStart)
      this.#state = AT_QUERY
      return start + 4
    }
    if (column < lowest || column > highest) {
      this.#fail(`a column must lie in [${lowest}, ${highest}], got ${column}`, start - lineStart)
    }
    this.#examples.pushColumn(column)
    this.#state = AT_VALUE
    return at + 1
  }

  #failOfLength(offset: number): never {
    this.#fail(`a number or column of more than ${LONGEST_TOKEN} characters`, offset)
  }

  #fail(problem: string, offset: number): never {
    throw new LibsvmError(problem, this.#line, offset + 1)
  }
}
