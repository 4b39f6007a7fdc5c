/** JSON in which the order of keys says nothing. */

/** The value as JSON, keys in the order of their characters' codes; `none` for undefined. */
export function canonicalJson(value: unknown): string {
  if (value === undefined) return 'none'
  return JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? Object.fromEntries(byName(entry)) : entry,
  )
}

/** The entries of a record, in the order of their keys. */
export function byName<T>(record: Readonly<Record<string, T>> | object): [string, T][] {
  return Object.entries(record as Readonly<Record<string, T>>).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
