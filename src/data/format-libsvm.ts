/** A matrix as LibSVM text. */
import type { Libsvm } from '../contract/sparse.ts'

/**
 * The text of a matrix, in parts of about 64 KB. Numbers are written so that reading gives the same bits.
 * @throws RangeError for a label, value or query id that no reader takes, such as NaN
 */
export function* formatLibsvm({ csr, labels, queries }: Libsvm, firstColumn: 0 | 1 = 1): Generator<string> {
  const { rows, indptr, indices, data } = csr
  if (labels.length !== rows) throw new RangeError(`formatLibsvm: labels must have length rows = ${rows}, got ${labels.length}`)
  let part = ''
  for (let i = 0; i < rows; i += 1) {
    part += decimal(labels[i] as number, `label ${i}`)
    if (queries !== undefined && (queries[i] as number) >= 0) part += ` qid:${queries[i]}`
    for (let p = indptr[i] as number; p < (indptr[i + 1] as number); p += 1) {
      part += ` ${(indices[p] as number) + firstColumn}:${decimal(data[p] as number, `value ${p}`)}`
    }
    part += '\n'
    if (part.length < 1 << 16) continue
    yield part
    part = ''
  }
  yield part
}

/** The shortest decimal that reads back as the same bits. */
function decimal(value: number, what: string): string {
  if (Number.isNaN(value)) throw new RangeError(`formatLibsvm: ${what} must be a number, got NaN, which the format cannot say`)
  return Object.is(value, -0) ? '-0' : String(value)
}
