/**
 * LibSVM (SVMlight) text: one example a line, `label [qid:q] column:value column:value ... [# comment]`.
 * Blank lines and lines that hold only a comment are skipped.
 */

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
