/**
 * LibSVM (SVMlight) text: one example a line, `label [qid:q] column:value column:value ... [# comment]`.
 * Blank lines and lines that hold only a comment are skipped. Read byte by byte, in chunks of any size: no line is ever made a string.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import type { Csr } from '../numeric/csr.ts'

/** A matrix with a label for every row, as a LibSVM text holds it. */
export interface Libsvm {
  readonly csr: Csr
  /** (m) as written: -1 and +1, 0 and 1, or any number. */
  readonly labels: Float64Array
  /** (m) query ids, if any line has one; -1 where a line has none. */
  readonly queries?: Int32Array
}

/** What a text does not say of its columns. */
export interface LibsvmOptions {
  /** Number of the first column. Unless told, 1, or 0 if a column 0 occurs. */
  readonly firstColumn?: 0 | 1
  /** n; as many columns as occur unless told. */
  readonly cols?: number
}

/** How to read a file. */
export interface ReadOptions extends LibsvmOptions {
  /**
   * Makes the arrays to read into, all zero, e.g. `allocateCsr`: then nothing is copied and no array grows, and the file is read twice,
   * first to count. `cols` is 0 if it was not told; the matrix that comes back has the right one.
   */
  readonly allocate?: (shape: { readonly rows: number; readonly cols: number; readonly nnz: number }) => Csr
  /** Called with the bytes of the file read so far and in all, about every 16 MB. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
}

/** A text that breaks the format, and where: line and column count from 1, the column in bytes. */
export class LibsvmError extends SyntaxError {
  readonly line: number
  readonly column: number

  constructor(problem: string, line: number, column: number) {
    super(`libsvm: line ${line}, column ${column}: ${problem}`)
    this.name = 'LibsvmError'
    this.line = line
    this.column = column
  }
}

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

/** Reads a file, gunzipped if its name ends in .gz. */
export async function readLibsvm(path: string, { onProgress, allocate, ...options }: ReadOptions = {}): Promise<Libsvm> {
  if (allocate === undefined) return readInto(path, new LibsvmReader(options), onProgress)
  const counter = new LibsvmCounter()
  await eachChunk(path, (chunk) => counter.push(chunk))
  const place = allocate({ rows: counter.rows, cols: options.cols ?? 0, nnz: counter.nnz })
  return readInto(path, new LibsvmReader(options, place), onProgress)
}

async function readInto(path: string, reader: LibsvmReader, onProgress: ReadOptions['onProgress']): Promise<Libsvm> {
  await eachChunk(path, (chunk) => reader.push(chunk), onProgress)
  return reader.end()
}

async function eachChunk(path: string, take: (chunk: Buffer) => void, onProgress?: ReadOptions['onProgress']): Promise<void> {
  const { size: totalBytes } = await stat(path)
  let bytes = 0
  let reported = 0
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  file.on('data', (chunk) => {
    bytes += chunk.length
    if (bytes - reported < 1 << 24 && bytes < totalBytes) return
    reported = bytes
    onProgress?.({ bytes, totalBytes })
  })
  await pipeline(
    file,
    path.endsWith('.gz') ? createGunzip({ chunkSize: 1 << 18 }) : identity,
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) take(chunk)
    },
  )
}

async function* identity(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  yield* chunks
}

/** The text of a matrix, in parts of about 64 KB. Numbers are written so that reading gives the same bits. */
export function* formatLibsvm({ csr, labels, queries }: Libsvm, firstColumn: 0 | 1 = 1): Generator<string> {
  const { rows, indptr, indices, data } = csr
  if (labels.length !== rows) throw new RangeError(`formatLibsvm: labels must have length rows = ${rows}, got ${labels.length}`)
  let part = ''
  for (let i = 0; i < rows; i += 1) {
    part += labels[i]
    if (queries !== undefined && (queries[i] as number) >= 0) part += ` qid:${queries[i]}`
    for (let p = indptr[i] as number; p < (indptr[i + 1] as number); p += 1) {
      part += ` ${(indices[p] as number) + firstColumn}:${decimal(data[p] as number)}`
    }
    part += '\n'
    if (part.length < 1 << 16) continue
    yield part
    part = ''
  }
  yield part
}

/** The shortest decimal that reads back as the same bits. */
function decimal(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Writes a file, gzipped if its name ends in .gz. */
export async function writeLibsvm(path: string, libsvm: Libsvm, firstColumn: 0 | 1 = 1): Promise<void> {
  const file = createWriteStream(path)
  const text = Readable.from(formatLibsvm(libsvm, firstColumn), { objectMode: false })
  await (path.endsWith('.gz') ? pipeline(text, createGzip(), file) : pipeline(text, file))
  if (!file.closed) await once(file, 'close')
}

const TAB = 9
const NEWLINE = 10
const RETURN = 13
const SPACE = 32
const HASH = 35
const PLUS = 43
const MINUS = 45
const DOT = 46
const ZERO = 48
const NINE = 57
const COLON = 58
const LETTER_D = 100

/** Where in a line the reader stands. */
const AT_LABEL = 0
const AT_COLUMN = 1
const AT_VALUE = 2
const IN_COMMENT = 3
const AT_QUERY = 4

/** 10^0 .. 10^22, the powers of ten that are exact. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`))
const EXACT_INTEGER = 2 ** 53

/** Takes chunks of bytes, split anywhere, and grows the matrix. */
export class LibsvmReader {
  readonly #options: LibsvmOptions
  readonly #indptr: Grown<Int32Array>
  readonly #indices: Grown<Int32Array>
  readonly #data: Grown<Float64Array | Float32Array>
  readonly #labels = new Grown((length) => new Float64Array(length))
  readonly #queries = new Grown((length) => new Int32Array(length))
  /** Columns that a line may hold; where the first column is not known yet, `end` checks again. */
  readonly #lowest: number
  readonly #highest: number
  #hasQueries = false
  #smallest = Infinity
  #largest = -1
  #line = 1
  /** Bytes of this line before the chunk in hand. */
  #lineOffset = 0
  #state = AT_LABEL
  /** The bytes of a token that the last chunk cut off. */
  #rest: Uint8Array = new Uint8Array(0)

  /** @param place where to write, if not into arrays that grow: as many rows and entries as the text holds */
  constructor(options: LibsvmOptions = {}, place?: Csr) {
    this.#options = options
    this.#indptr = new Grown((length) => new Int32Array(length), place?.indptr)
    this.#indices = new Grown((length) => new Int32Array(length), place?.indices)
    this.#data = new Grown<Float64Array | Float32Array>((length) => new Float64Array(length), place?.data)
    const { firstColumn, cols = 2 ** 31 - 1 } = options
    this.#lowest = firstColumn ?? 0
    this.#highest = (firstColumn ?? 1) + cols - 1
    this.#indptr.push(0)
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const taken = this.#take(bytes, false)
    this.#rest = bytes.slice(taken)
  }

  /** The matrix; the reader cannot be used after. */
  end(): Libsvm {
    this.#take(Buffer.concat([this.#rest, Buffer.from('\n')]), true)
    const firstColumn = this.#options.firstColumn ?? (this.#smallest === 0 ? 0 : 1)
    const indices = this.#indices.whole()
    if (firstColumn === 1) for (let p = 0; p < indices.length; p += 1) indices[p] = (indices[p] as number) - 1
    const occurring = this.#largest < 0 ? 0 : this.#largest - firstColumn + 1
    const { cols = occurring } = this.#options
    if (cols < occurring)
      throw new RangeError(`parseLibsvm: cols must be at least the ${occurring} columns that occur, got ${cols}`)
    const csr = { rows: this.#labels.length, cols, indptr: this.#indptr.whole(), indices, data: this.#data.whole() }
    return { csr, labels: this.#labels.whole(), ...(this.#hasQueries ? { queries: this.#queries.whole() } : {}) }
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
        if (this.#labels.length === this.#indptr.length) this.#indptr.push(this.#indices.length)
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
      if (this.#state === AT_COLUMN) at = this.#plainEntries(bytes, at)
      const start = at
      if (start === length || isEnd(bytes[start] as number)) continue
      const end = this.#token(bytes, start, lineStart)
      if (end < 0) {
        // the chunk ends inside the token: keep its bytes for the next one
        if (length - start > 4096 || last) this.#fail('a token that does not end', start - lineStart)
        break
      }
      at = end
    }
    this.#lineOffset = at - lineStart
    return at
  }

  /**
   * The common case at full speed: entries of plain decimal digits, one blank apart, until anything else comes.
   * Takes whole entries only, and returns where it stopped.
   */
  #plainEntries(bytes: Uint8Array, start: number): number {
    const room = bytes.length >> 2 // an entry is four bytes at least
    const indices = this.#indices.room(room)
    const data = this.#data.room(room)
    const limit = bytes.length - 64 // so that no read of an entry is out of bounds
    let count = this.#indices.length
    let end = start
    while (end < limit) {
      let at = bytes[end] === SPACE ? end + 1 : end
      let column = 0
      let digits = 0
      for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 10; digits += 1) {
        column = 10 * column + digit
        digit = (bytes[(at += 1)] as number) - ZERO
      }
      if (digits === 0 || bytes[at] !== COLON || column < this.#lowest || column > this.#highest) break
      const negative = bytes[(at += 1)] === MINUS
      if (negative) at += 1
      let mantissa = 0
      digits = 0
      for (let digit = (bytes[at] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {
        mantissa = 10 * mantissa + digit
        digit = (bytes[(at += 1)] as number) - ZERO
      }
      let value = mantissa
      if (bytes[at] === DOT) {
        const whole = digits
        for (let digit = (bytes[(at += 1)] as number) - ZERO; digit >= 0 && digit <= 9 && digits < 16; digits += 1) {
          mantissa = 10 * mantissa + digit
          digit = (bytes[(at += 1)] as number) - ZERO
        }
        value = mantissa / (EXACT_POWERS[digits - whole] as number)
      }
      const next = bytes[at]
      if (digits === 0 || digits > 15 || (next !== SPACE && next !== NEWLINE)) break
      if (column < this.#smallest) this.#smallest = column
      if (column > this.#largest) this.#largest = column
      indices[count] = column
      data[count] = negative ? -value : value
      count += 1
      end = at
    }
    this.#indices.length = count
    this.#data.length = count
    return end
  }

  /** Reads the token at `start`; returns one past it, or -1 if the bytes end before it does. */
  #token(bytes: Uint8Array, start: number, lineStart: number): number {
    if (this.#state === AT_COLUMN) return this.#column(bytes, start, lineStart)
    const end = this.#number(bytes, start, lineStart)
    if (end < 0) return -1
    if (this.#state === AT_LABEL) {
      this.#labels.push(this.#value)
      this.#queries.push(-1)
    } else if (this.#state === AT_VALUE) {
      this.#data.push(this.#value)
    } else {
      if (!Number.isInteger(this.#value) || this.#value < 0) this.#fail('a query id is a whole number', start - lineStart)
      this.#queries.last = this.#value
      this.#hasQueries = true
    }
    this.#state = AT_COLUMN
    return end
  }

  #column(bytes: Uint8Array, start: number, lineStart: number): number {
    let at = start
    let column = 0
    for (; at < bytes.length; at += 1) {
      const digit = (bytes[at] as number) - ZERO
      if (digit < 0 || digit > 9) break
      column = 10 * column + digit
    }
    if (at === bytes.length) return -1
    if (bytes[at] !== COLON || at === start) {
      const word = Buffer.from(bytes.subarray(start, start + 4)).toString('latin1')
      if (word !== 'qid:') {
        if (start + word.length === bytes.length && 'qid:'.startsWith(word)) return -1
        this.#fail(`expected column:value, got ${shown(bytes, start)}`, start - lineStart)
      }
      this.#state = AT_QUERY
      return start + 4
    }
    if (column < this.#lowest || column > this.#highest) {
      this.#fail(`a column must lie in [${this.#lowest}, ${this.#highest}], got ${column}`, start - lineStart)
    }
    if (column < this.#smallest) this.#smallest = column
    if (column > this.#largest) this.#largest = column
    this.#indices.push(column)
    this.#state = AT_VALUE
    return at + 1
  }

  /** What `#number` read. */
  #value = 0

  /** Digits that fit into 53 bits and a power of ten up to 22 make an exactly rounded number at once; the others go through `Number`. */
  #number(bytes: Uint8Array, start: number, lineStart: number): number {
    const length = bytes.length
    let at = start
    const sign = bytes[at]
    if (sign === MINUS || sign === PLUS) at += 1
    let mantissa = 0
    let digits = 0
    let fraction = 0
    for (let seenDot = false; at < length; at += 1) {
      const byte = bytes[at] as number
      if (byte >= ZERO && byte <= NINE) {
        mantissa = 10 * mantissa + (byte - ZERO)
        digits += 1
        if (seenDot) fraction += 1
      } else if (byte === DOT && !seenDot) seenDot = true
      else break
    }
    if (at === length) return -1
    if (digits > 0 && isEnd(bytes[at] as number) && mantissa < EXACT_INTEGER && fraction <= 22) {
      const value = fraction === 0 ? mantissa : mantissa / (EXACT_POWERS[fraction] as number)
      this.#value = sign === MINUS ? -value : value
      return at
    }
    while (at < length && !isEnd(bytes[at] as number)) at += 1
    if (at === length) return -1
    const text = Buffer.from(bytes.subarray(start, at)).toString('latin1')
    const value = DECIMAL.test(text) ? Number(text) : (SPECIAL.get(text.toLowerCase()) ?? NaN)
    if (Number.isNaN(value)) this.#fail(`expected a number, got ${shown(bytes, start)}`, start - lineStart)
    this.#value = value
    return at
  }

  #fail(problem: string, offset: number): never {
    throw new LibsvmError(problem, this.#line, offset + 1)
  }
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SPECIAL = new Map([
  ['infinity', Infinity],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['-infinity', -Infinity],
])

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === RETURN
}

function isEnd(byte: number): boolean {
  return byte === SPACE || byte === NEWLINE || byte === TAB || byte === RETURN || byte === HASH
}

/** The token at `start`, for a message. */
function shown(bytes: Uint8Array, start: number): string {
  let end = start
  while (end < bytes.length && end < start + 20 && !isEnd(bytes[end] as number)) end += 1
  return JSON.stringify(Buffer.from(bytes.subarray(start, end)).toString('latin1'))
}

/** Counts the examples and entries of a text that comes in pieces, without reading numbers. Of a text that breaks the format it counts something. */
class LibsvmCounter {
  rows = 0
  nnz = 0
  #inComment = false
  #inExample = false
  #previous = NEWLINE

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === NEWLINE) {
        this.#inComment = false
        this.#inExample = false
      } else if (byte === HASH) this.#inComment = true
      else if (!this.#inComment && !isBlank(byte)) {
        if (!this.#inExample) this.rows += 1
        this.#inExample = true
        if (byte === COLON && this.#previous !== LETTER_D) this.nnz += 1 // the d of qid:
      }
      this.#previous = byte
    }
  }
}

type Numbers = Int32Array | Float64Array | Float32Array

/** A typed array that grows at its end; one that is given stays as long as it is. */
class Grown<A extends Numbers> {
  readonly #make: (length: number) => A
  readonly #fixed: boolean
  #array: A
  length = 0

  constructor(make: (length: number) => A, given?: A) {
    this.#make = make
    this.#fixed = given !== undefined
    this.#array = given ?? make(1024)
  }

  push(value: number): void {
    this.room(1)[this.length] = value
    this.length += 1
  }

  /** The array, with room for `more` entries past `length` if it may grow. */
  room(more: number): A {
    if (!this.#fixed && this.length + more > this.#array.length) {
      const larger = this.#make(Math.max(2 * this.#array.length, this.length + more))
      larger.set(this.#array)
      this.#array = larger
    }
    return this.#array
  }

  set last(value: number) {
    this.#array[this.length - 1] = value
  }

  whole(): A {
    if (!this.#fixed) return this.#array.slice(0, this.length) as A
    if (this.length === this.#array.length) return this.#array
    throw new RangeError(
      `readLibsvm: the place must hold ${this.length} numbers, got ${this.#array.length} (did the file change?)`,
    )
  }
}
