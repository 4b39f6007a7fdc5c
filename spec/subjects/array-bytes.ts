/** Typed arrays on the line: base64 in the message, or raw bytes in a file of a folder that both sides know. */
import { closeSync, constants, fstatSync, openSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FILE_FROM_BYTES, ProtocolError } from './wire.ts'

/** Any typed array. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | BigInt64Array
  | BigUint64Array

const byDtype = {
  f64: Float64Array,
  f32: Float32Array,
  i32: Int32Array,
  u32: Uint32Array,
  i16: Int16Array,
  u16: Uint16Array,
  i8: Int8Array,
  u8: Uint8Array,
  u8c: Uint8ClampedArray,
  i64: BigInt64Array,
  u64: BigUint64Array,
} as const

const dtypeByName = new Map(Object.entries(byDtype).map(([dtype, type]) => [type.name, dtype]))
// Read by the getter that all typed arrays share: it cannot be feigned by a property.
const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag)
const nameOf = (array: TypedArray): unknown => tag?.get?.call(array)

/** Bytes of a file, and of all files of an answer: the gradients of GPT-2's largest take less in float32 by tensors. */
const LARGEST_FILE = 2 ** 30
const LARGEST_ANSWER = 2 ** 32

/** The bytes of an array, as they go into a message. */
export interface SentArray {
  readonly dtype: string
  readonly shape: readonly number[]
  readonly data?: string
  readonly file?: string
}

/** Writes and reads arrays; `folder` is where those lie that are too long for a line. */
export class ArrayBytes {
  readonly #folder: string
  readonly #mark: string
  #files = 0
  #taken = 0

  /** @param mark begins the names of the files that this side writes */
  constructor(folder: string, mark: string) {
    this.#folder = folder
    this.#mark = mark
  }

  write(array: TypedArray): SentArray {
    const dtype = dtypeByName.get(String(nameOf(array))) ?? 'u8'
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength)
    if (bytes.length < FILE_FROM_BYTES) return { dtype, shape: [array.length], data: bytes.toString('base64') }
    this.#files += 1
    const file = `${this.#mark}${this.#files}`
    writeFileSync(join(this.#folder, file), bytes)
    return { dtype, shape: [array.length], file }
  }

  /** @throws ProtocolError for anything but the bytes of an array */
  read({ dtype, shape, data, file }: { readonly [key in keyof SentArray]?: unknown }): TypedArray {
    const type = Object.hasOwn(byDtype, String(dtype)) ? byDtype[dtype as keyof typeof byDtype] : undefined
    const length = Array.isArray(shape) ? shape.reduce((product: number, size) => product * Number(size), 1) : NaN
    if (type === undefined || !Number.isSafeInteger(length) || length < 0)
      throw new ProtocolError(`an array of dtype ${JSON.stringify(dtype)} and shape ${JSON.stringify(shape)}`)
    const bytes =
      typeof file === 'string' ? this.#take(file, length * type.BYTES_PER_ELEMENT) : Buffer.from(String(data), 'base64')
    if (bytes.length !== length * type.BYTES_PER_ELEMENT)
      throw new ProtocolError(
        `an array of ${length} ${String(dtype)} has ${length * type.BYTES_PER_ELEMENT} bytes, got ${bytes.length}`,
      )
    const own = new Uint8Array(bytes.length)
    own.set(bytes)
    return new type(own.buffer)
  }

  /** From here on the arrays of another answer are read. */
  beginAnswer(): void {
    this.#taken = 0
  }

  /** Reads a file of the folder, once: a plain file, under a plain name, of the size that was announced. */
  #take(name: string, size: number): Buffer {
    if (!/^[a-z0-9]+$/.test(name)) throw new ProtocolError(`a file named ${JSON.stringify(name.slice(0, 80))}`)
    if (size > LARGEST_FILE) throw new ProtocolError(`a file of ${size} bytes; the largest has ${LARGEST_FILE}`)
    this.#taken += size
    if (this.#taken > LARGEST_ANSWER) throw new ProtocolError(`files of more than ${LARGEST_ANSWER} bytes in one answer`)
    const path = join(this.#folder, name)
    const file = openPlain(path, name)
    try {
      const found = fstatSync(file)
      if (!found.isFile() || found.size !== size)
        throw new ProtocolError(`the file ${name} is to be an array of ${size} bytes, and has ${found.size}`)
      return readFileSync(file)
    } finally {
      closeSync(file)
      unlinkSync(path)
    }
  }
}

/** Opens a file that is no link. @throws ProtocolError if there is none */
function openPlain(path: string, name: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (error) {
    throw new ProtocolError(`the file ${name} cannot be read (${String((error as NodeJS.ErrnoException).code)})`)
  }
}

/** The arrays of the call at hand, numbered by the judge: one that comes back is known again, and is filled with what it holds by then. */
export class CallArrays {
  readonly #numbers = new Map<TypedArray, number>()
  readonly #arrays = new Map<number, TypedArray>()

  /** The number of an array that is sent; a new one unless it was sent before. */
  send(array: TypedArray): number {
    const number = this.#numbers.get(array) ?? this.#numbers.size + 1
    this.keep(array, number)
    return number
  }

  /** An array that arrived under a number. */
  keep(array: TypedArray, number: number): void {
    this.#numbers.set(array, number)
    this.#arrays.set(number, array)
  }

  numberOf(array: TypedArray): number | undefined {
    return this.#numbers.get(array)
  }

  /** The array with that number, holding what `now` holds; `now` itself if there is none of its kind. */
  back(number: number | undefined, now: TypedArray): TypedArray {
    const own = number === undefined ? undefined : this.#arrays.get(number)
    if (own === undefined || own.constructor !== now.constructor || own.length !== now.length) return now
    own.set(now as never)
    return own
  }

  clear(): void {
    if (this.#numbers.size === 0) return
    this.#numbers.clear()
    this.#arrays.clear()
  }
}
