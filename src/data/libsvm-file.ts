/** LibSVM files, gzipped or not, read and written as streams. */
import type { Csr, Libsvm, LibsvmOptions } from '../contract/sparse.ts'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { formatLibsvm } from './format-libsvm.ts'
import { COLON, HASH, isBlank, LETTER_D, NEWLINE } from './libsvm-bytes.ts'
import { LibsvmReader } from './parse-libsvm.ts'

/** How to read a file. */
export interface ReadOptions extends LibsvmOptions {
  /**
   * Makes the arrays to read into, all zero, e.g. `allocateCsr`: then nothing is copied and no array grows, and the file is read twice,
   * first to count. `cols` is 0 if it was not told; the matrix that comes back has the right one.
   */
  readonly allocate?: (shape: { readonly rows: number; readonly cols: number; readonly nnz: number }) => Csr
  /** Called with the bytes of the file read so far and to read in all (twice its size if it is read twice), about every 16 MB. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly totalBytes: number }) => void
}

/** Reads a file, gunzipped if its name ends in .gz. */
export async function readLibsvm(path: string, { onProgress, allocate, ...options }: ReadOptions = {}): Promise<Libsvm> {
  const { size } = await stat(path)
  const totalBytes = allocate === undefined ? size : 2 * size
  const hear = (before: number) => (bytes: number) => onProgress?.({ bytes: before + bytes, totalBytes })
  if (allocate === undefined) return readInto(path, new LibsvmReader(options), hear(0))
  const counter = new LibsvmCounter()
  await eachChunk(path, (chunk) => counter.push(chunk), hear(0))
  const place = allocate({ rows: counter.rows, cols: options.cols ?? 0, nnz: counter.nnz })
  return readInto(path, new LibsvmReader(options, place), hear(size))
}

async function readInto(path: string, reader: LibsvmReader, hear: (bytes: number) => void): Promise<Libsvm> {
  await eachChunk(path, (chunk) => reader.push(chunk), hear)
  return reader.end()
}

/** @param hear is told of the bytes of the file read so far, every 16 MB and at the end */
async function eachChunk(path: string, take: (chunk: Buffer) => void, hear: (bytes: number) => void): Promise<void> {
  let bytes = 0
  let reported = 0
  const file = createReadStream(path, { highWaterMark: 1 << 20 })
  file.on('data', (chunk) => {
    bytes += chunk.length
    if (bytes - reported < 1 << 24) return
    reported = bytes
    hear(bytes)
  })
  await pipeline(
    file,
    path.endsWith('.gz') ? createGunzip({ chunkSize: 1 << 18 }) : identity,
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) take(chunk)
    },
  )
  if (bytes > reported) hear(bytes)
}

async function* identity(chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  yield* chunks
}

/** Writes a file, gzipped if its name ends in .gz: whole, or not at all. */
export async function writeLibsvm(path: string, libsvm: Libsvm, firstColumn: 0 | 1 = 1): Promise<void> {
  const partial = `${path}.${process.pid}.tmp`
  const file = createWriteStream(partial)
  const text = Readable.from(formatLibsvm(libsvm, firstColumn), { objectMode: false })
  try {
    await (path.endsWith('.gz') ? pipeline(text, createGzip(), file) : pipeline(text, file))
    if (!file.closed) await once(file, 'close')
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

/** Counts the examples and entries of a text that comes in pieces, without reading numbers. Of a text that breaks the format it counts something. */
class LibsvmCounter {
  rows = 0
  nnz = 0
  #inComment = false
  #inExample = false
  #previous = NEWLINE

  push(bytes: Uint8Array): void {
    let [inComment, inExample, previous] = [this.#inComment, this.#inExample, this.#previous]
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] as number
      if (byte === NEWLINE) {
        inComment = false
        inExample = false
      } else if (byte === HASH) inComment = true
      else if (!inComment && !isBlank(byte)) {
        if (!inExample) this.rows += 1
        inExample = true
        if (byte === COLON && previous !== LETTER_D) this.nnz += 1 // the d of qid:
      }
      previous = byte
    }
    this.#inComment = inComment
    this.#inExample = inExample
    this.#previous = previous
  }
}
