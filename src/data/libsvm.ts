/**
 * LibSVM (SVMlight) text: one example a line, `label [qid:q] column:value column:value ... [# comment]`.
 * Blank lines and lines that hold only a comment are skipped.
 */
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
