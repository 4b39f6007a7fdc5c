/** Wrong readers and writers of LibSVM text. */
import type { Libsvm } from '../../../../src/contract/sparse.ts'
import { formatLibsvm } from '../../../../src/data/format-libsvm.ts'
import { readLibsvm } from '../../../../src/data/libsvm-file.ts'
import { parseLibsvm, parseLibsvmChunks } from '../../../../src/data/parse-libsvm.ts'
import { csrToDense } from '../../../../src/numeric/csr.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const asText = (text: string | Uint8Array): string => (typeof text === 'string' ? text : new TextDecoder().decode(text))

export default [
  {
    id: 'libsvm.writes-six-digits',
    fault: 'values are written with six digits',
    refutedBy: ['libsvm.round-trip'],
    parts: {
      formatLibsvm: ({ csr, ...rest }: Libsvm, firstColumn) =>
        formatLibsvm({ ...rest, csr: { ...csr, data: csr.data.map((value) => Number(value.toPrecision(6))) } }, firstColumn),
    },
  },
  {
    id: 'libsvm.label-minus-zero-is-zero',
    fault: 'the label -0 is written as 0',
    refutedBy: ['libsvm.round-trip'],
    parts: {
      formatLibsvm: (libsvm: Libsvm, firstColumn) =>
        formatLibsvm({ ...libsvm, labels: libsvm.labels.map((label) => (label === 0 ? 0 : label)) }, firstColumn),
    },
  },
  {
    id: 'libsvm.writes-nan-as-zero',
    fault: 'what is not a number is written as 0',
    refutedBy: ['libsvm.writes-what-can-be-read'],
    parts: {
      formatLibsvm: ({ csr, labels, ...rest }: Libsvm, firstColumn) => {
        const number = (value: number): number => (Number.isNaN(value) ? 0 : value)
        return formatLibsvm({ ...rest, labels: labels.map(number), csr: { ...csr, data: csr.data.map(number) } }, firstColumn)
      },
    },
  },
  {
    id: 'libsvm.cut-value-ends-at-its-point',
    fault: 'a value that a cut splits ends at its point',
    refutedBy: ['libsvm.chunks'],
    parts: {
      parseLibsvmChunks(chunks, options) {
        const pieces = [...chunks]
        const whole = parseLibsvmChunks(pieces, options)
        return pieces.length < 2 ? whole : { ...whole, csr: { ...whole.csr, data: whole.csr.data.map(Math.trunc) } }
      },
    },
  },
  {
    id: 'libsvm.columns-always-count-from-0',
    fault: 'columns count from 0 whatever the text holds',
    refutedBy: ['libsvm.reads'],
    parts: { parseLibsvm: (text, options) => parseLibsvm(text, { firstColumn: 0, ...options }) },
  },
  {
    id: 'libsvm.empty-lines-are-not-counted',
    fault: 'lines are counted without those that hold no example',
    refutedBy: ['libsvm.mistakes'],
    parts: { parseLibsvm: (text, options) => parseLibsvm(asText(text).replaceAll(/(?<=^|\n)(#[^\n]*)?\n/g, ''), options) },
  },
  {
    id: 'libsvm.extra-columns-widen',
    fault: 'columns beyond those asked for make the matrix wider',
    refutedBy: ['libsvm.columns'],
    parts: {
      parseLibsvm: (text, { cols: _cols, ...options } = {}) => parseLibsvm(text, options),
    },
  },
  {
    id: 'libsvm.last-bytes-are-not-told',
    fault: 'the last bytes of the file are read but not reported',
    refutedBy: ['libsvm.files'],
    parts: {
      readLibsvm: (path, { onProgress, ...options } = {}) =>
        readLibsvm(path, { ...options, onProgress: ({ bytes, totalBytes }) => onProgress?.({ bytes: bytes - 1, totalBytes }) }),
    },
  },
  {
    id: 'csr.dense-is-transposed',
    fault: 'cells are summed into the transposed place',
    refutedBy: ['csr.duplicates-are-summed', 'csr.round-trip'],
    parts: {
      csrToDense(csr) {
        const { rows, cols, values } = csrToDense(csr)
        return {
          rows,
          cols,
          values: values.map((_, at) => values[(at % Math.max(1, rows)) * cols + Math.floor(at / Math.max(1, rows))] ?? NaN),
        }
      },
    },
  },
] satisfies readonly Mutant[]
