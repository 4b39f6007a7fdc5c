/** The examples of a text as far as they were read: a matrix with labels that grows at its end. */
import type { Csr, Libsvm, LibsvmOptions } from '../contract/sparse.ts'
import { GrowingArray } from './growing-array.ts'

/** Takes labels, query ids, columns and values in the order of the text. */
export class GrowingExamples {
  readonly indices: GrowingArray<Int32Array>
  readonly data: GrowingArray<Float64Array | Float32Array>
  /** Columns that may occur; where the first column is not known yet, `whole` checks again. */
  readonly lowest: number
  readonly highest: number
  readonly #options: LibsvmOptions
  readonly #indptr: GrowingArray<Int32Array>
  readonly #labels = new GrowingArray((length) => new Float64Array(length))
  readonly #queries = new GrowingArray((length) => new Int32Array(length))
  #hasQueries = false
  #smallest = Infinity
  #largest = -1

  /** @param place where to write, if not into arrays that grow: as many rows and entries as the text holds */
  constructor(options: LibsvmOptions, place?: Csr) {
    this.#options = options
    this.#indptr = new GrowingArray((length) => new Int32Array(length), place?.indptr)
    this.indices = new GrowingArray((length) => new Int32Array(length), place?.indices)
    this.data = new GrowingArray<Float64Array | Float32Array>((length) => new Float64Array(length), place?.data)
    const { firstColumn, cols = 2 ** 31 - 1 } = options
    this.lowest = firstColumn ?? 0
    this.highest = (firstColumn ?? 1) + cols - 1
    this.#indptr.push(0)
  }

  pushLabel(label: number): void {
    this.#labels.push(label)
    this.#queries.push(-1)
  }

  /** Whether the example whose label came last has neither a query id nor an entry yet. */
  takesQuery(): boolean {
    return this.#queries.last === -1 && this.indices.length === this.#indptr.last
  }

  /** The query id of the example whose label came last. */
  setQuery(query: number): void {
    this.#queries.last = query
    this.#hasQueries = true
  }

  pushColumn(column: number): void {
    this.meet(column)
    this.indices.push(column)
  }

  /** Notes that a column occurs, for who writes `indices` by hand. */
  meet(column: number): void {
    if (column < this.#smallest) this.#smallest = column
    if (column > this.#largest) this.#largest = column
  }

  endLine(): void {
    if (this.#labels.length === this.#indptr.length) this.#indptr.push(this.indices.length)
  }

  /** The matrix; nothing can be added after. */
  whole(): Libsvm {
    const firstColumn = this.#options.firstColumn ?? (this.#smallest === 0 ? 0 : 1)
    const indices = this.indices.whole()
    if (firstColumn === 1) for (let p = 0; p < indices.length; p += 1) indices[p] = (indices[p] as number) - 1
    const occurring = this.#largest < 0 ? 0 : this.#largest - firstColumn + 1
    const { cols = occurring } = this.#options
    if (cols < occurring)
      throw new RangeError(`parseLibsvm: cols must be at least the ${occurring} columns that occur, got ${cols}`)
    const csr = { rows: this.#labels.length, cols, indptr: this.#indptr.whole(), indices, data: this.data.whole() }
    return { csr, labels: this.#labels.whole(), ...(this.#hasQueries ? { queries: this.#queries.whole() } : {}) }
  }
}
