/** The text of a sheet's file; never more than a sheet can be, and never anything but a file. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { fileError, sheetError } from './problem.ts'

/** The largest sheet, in bytes. */
const sheetBytes = 1 << 20

/** @throws SheetError if there is no such file, it is no regular file, is larger than `sheetBytes`, or is not UTF-8 text */
export function readSheetFile(file: string): string {
  const bytes = readBytes(file)
  if (bytes.length > sheetBytes) throw fileError(file, `an answer sheet of at most ${sheetBytes} bytes`, 'a larger file')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    const lenient = new TextDecoder('utf-8').decode(bytes)
    const offset = Math.max(0, lenient.indexOf('\uFFFD'))
    throw sheetError(file, lenient, [{ offset, path: [], expected: 'UTF-8 text', got: 'bytes that are not UTF-8' }])
  }
}

function readBytes(file: string): Buffer {
  try {
    // Looked at before it is opened: opening a pipe would wait, and a device never ends
    const stat = statSync(file)
    if (!stat.isFile())
      throw fileError(file, 'an answer sheet (YAML or JSON)', stat.isDirectory() ? 'a directory' : 'no regular file')
    if (stat.size > sheetBytes) throw fileError(file, `an answer sheet of at most ${sheetBytes} bytes`, `${stat.size} bytes`)
    return readAtMost(file, sheetBytes + 1)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    throw fileError(
      file,
      'an answer sheet (YAML or JSON)',
      error.code === 'ENOENT' ? 'no such file' : `the error ${String(error.code)}`,
    )
  }
}

function readAtMost(file: string, size: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(size)
    let length = 0
    for (let read = -1; read !== 0 && length < size; length += read)
      read = readSync(descriptor, buffer, length, size - length, null)
    return buffer.subarray(0, length)
  } finally {
    closeSync(descriptor)
  }
}
