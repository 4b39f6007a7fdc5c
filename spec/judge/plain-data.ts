/** Plain data (primitives, arrays, typed arrays, records): copied, compared bit for bit, written back. All else is left alone. */

/** Typed arrays of more bytes are neither copied nor compared: no law uses any, and a copy would double the memory of a run. */
const LONGEST_BYTES = 2 ** 26

type TypedArray = Float64Array

function isTyped(value: object): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView)
}

/** Whether copies say anything: typed arrays of private memory up to 64 MiB. */
function isArray(value: object): value is TypedArray {
  return isTyped(value) && value.byteLength <= LONGEST_BYTES && !(value.buffer instanceof SharedArrayBuffer)
}

function isRecord(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether there is nothing about the value that could change. */
export function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** Deeper data is taken for a loop, and is not copied further. */
const DEEPEST = 200

/** A copy that shares no memory with `value`; what is no plain data is in it as it is. */
export function copyOf(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return value
  if (Array.isArray(value)) {
    const copy: unknown[] = value.slice()
    for (let i = 0; i < copy.length; i += 1) if (!isPrimitive(copy[i])) copy[i] = copyOf(copy[i], depth + 1)
    return copy
  }
  if (isArray(value)) return value.slice()
  if (!isRecord(value)) return value
  const copy = { ...value } // its own keys, `__proto__` among them, so that what is assigned below stays in it
  for (const key of Object.keys(copy)) if (!isPrimitive(copy[key])) copy[key] = copyOf(copy[key], depth + 1)
  return copy
}

/** Whether `value` is what it was when `copy` was made of it. */
export function isUnchanged(value: unknown, copy: unknown): boolean {
  if (Object.is(value, copy)) return true
  if (typeof value !== 'object' || typeof copy !== 'object' || value === null || copy === null) return false
  if (Array.isArray(value)) {
    if (!Array.isArray(copy) || value.length !== copy.length) return false
    for (let i = 0; i < value.length; i += 1) if (!Object.is(value[i], copy[i]) && !isUnchanged(value[i], copy[i])) return false
    return true
  }
  if (isTyped(value)) return isTyped(copy) && sameNumbers(value, copy)
  if (!isRecord(value) || !isRecord(copy)) return false
  const keys = Object.keys(value)
  if (keys.length !== Object.keys(copy).length) return false
  for (const key of keys) if (!Object.hasOwn(copy, key) || !isUnchanged(value[key], copy[key])) return false
  return true
}

/** Up to this many numbers are sooner compared one by one. */
export const FEW = 64

function sameNumbers(a: TypedArray, b: TypedArray): boolean {
  if (a.constructor !== b.constructor || a.length !== b.length) return false
  if (a.length > FEW) return sameBytes(a, b)
  for (let i = 0; i < a.length; i += 1) if (!Object.is(a[i], b[i])) return false
  return true
}

/** Whether two typed arrays have one type, one length and the same bytes. */
export function sameBytes(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return a.constructor === b.constructor && a.byteLength === b.byteLength && bytesOf(a).equals(bytesOf(b))
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** Makes `value`, as far as it is plain data, what `copy` is; frozen parts stay as they are. */
export function writeBack(value: unknown, copy: unknown): void {
  if (typeof value !== 'object' || typeof copy !== 'object' || value === null || copy === null || value === copy) return
  if (isArray(value)) {
    if (isArray(copy) && copy.length === value.length) value.set(copy)
    return
  }
  if (!haveOneForm(value, copy) || Object.isFrozen(value)) return
  const before = new Map(Object.entries(value))
  const keys = Object.keys(copy)
  if (Array.isArray(value)) value.length = (copy as readonly unknown[]).length
  // The order of keys is part of a record.
  else if (JSON.stringify(keys) !== JSON.stringify([...before.keys()]))
    for (const key of before.keys()) Reflect.deleteProperty(value, key)
  for (const [key, now] of Object.entries(copy)) {
    const own = before.get(key)
    const inPlace = haveOneForm(own, now)
    if (inPlace) writeBack(own, now)
    // Defined, not assigned: `__proto__` as a key must not lead to the prototype.
    Object.defineProperty(value, key, { value: inPlace ? own : now, writable: true, enumerable: true, configurable: true })
  }
}

/** Whether one can be written into the other. */
function haveOneForm(own: unknown, now: unknown): boolean {
  if (typeof own !== 'object' || typeof now !== 'object' || own === null || now === null) return false
  if (isArray(own) || isArray(now))
    return isArray(own) && isArray(now) && own.constructor === now.constructor && own.length === now.length
  return (Array.isArray(own) && Array.isArray(now)) || (isRecord(own) && isRecord(now))
}

/** The memory that a value's arrays lie in, and its records and lists: two values that share any of them share memory. */
export function memoryOf(value: unknown, found: Set<object> = new Set()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found
  if (ArrayBuffer.isView(value)) return found.add(value.buffer)
  if (!Array.isArray(value) && !isRecord(value)) return found
  found.add(value)
  for (const each of Array.isArray(value) ? (value as unknown[]) : Object.values(value))
    if (!isPrimitive(each)) memoryOf(each, found)
  return found
}

/** Whether any of the memory of `value` is in `memory`, which `memoryOf` found. */
export function sharesMemory(value: unknown, memory: ReadonlySet<object>, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return false
  if (ArrayBuffer.isView(value)) return memory.has(value.buffer)
  if (!Array.isArray(value) && !isRecord(value)) return false
  if (memory.has(value)) return true
  for (const each of Array.isArray(value) ? (value as unknown[]) : Object.values(value))
    if (!isPrimitive(each) && sharesMemory(each, memory, depth + 1)) return true
  return false
}
