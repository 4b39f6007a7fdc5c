/** Measured figures can be of any type; JSON knows few. This says the others in JSON's words. */

/** The same value as arrays, records, strings, booleans, null and finite numbers: 'Infinity', '12n', typed arrays as arrays. */
export function plainData(value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'string':
    case 'boolean':
      return value
    case 'bigint':
      return `${value}n`
    case 'object':
      return value === null ? null : plainObject(value)
    default:
      return String(value)
  }
}

function plainObject(value: object): unknown {
  if (value instanceof Map || value instanceof Set) return [...value].map(plainData)
  if (Array.isArray(value)) return value.map(plainData)
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) return Array.from(value as Float64Array, plainData)
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plainData(entry)]))
}
