/** LibSVM files, gzipped or not, read and written as streams. */
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import type { Csr } from '../numeric/csr.ts'
import { formatLibsvm } from './format-libsvm.ts'
import { COLON, HASH, isBlank, LETTER_D, NEWLINE } from './libsvm-bytes.ts'
import type { Libsvm, LibsvmOptions } from './libsvm.ts'
import { LibsvmReader } from './parse-libsvm.ts'

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

/** Writes a file, gzipped if its name ends in .gz. */
export async function writeLibsvm(path: string, libsvm: Libsvm, firstColumn: 0 | 1 = 1): Promise<void> {
  const file = createWriteStream(path)
  const text = Readable.from(formatLibsvm(libsvm, firstColumn), { objectMode: false })
  await (path.endsWith('.gz') ? pipeline(text, createGzip(), file) : pipeline(text, file))
  if (!file.closed) await once(file, 'close')
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
