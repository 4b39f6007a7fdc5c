/** Data that leaves a rank: the same values in memory of their own. */

/** A copy of plain data in which no array lies in memory that is shared between ranks. */
export function plainCopy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) return value.buffer instanceof SharedArrayBuffer ? structuredClone(ownView(value)) : value
  if (Array.isArray(value)) return value.map(plainCopy)
  if (Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainCopy(entry)]))
}

function ownView(view: ArrayBufferView): unknown {
  const bytes = new Uint8Array(view.byteLength)
  bytes.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength))
  if (view instanceof DataView) return new DataView(bytes.buffer)
  const View = view.constructor as new (buffer: ArrayBuffer) => unknown
  return new View(bytes.buffer)
}
