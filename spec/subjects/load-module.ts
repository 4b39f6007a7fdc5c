/** Loads a module in its own process and says what it offers. */
import { pathToFileURL } from 'node:url'

/** @returns the default export; a promise is awaited. @throws TypeError that says what is wrong with it; whatever the module throws */
export async function loadModule(path: string): Promise<object> {
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  if (!('default' in module)) {
    const names = Object.keys(module)
    const found = names.length === 0 ? 'it exports nothing' : `it exports ${names.slice(0, 8).join(', ')}`
    throw new TypeError(`no default export (${found}): expected export default { ${names.slice(0, 3).join(', ') || 'mle'} }`)
  }
  const offered: unknown = await module['default']
  if ((typeof offered !== 'object' && typeof offered !== 'function') || offered === null) {
    throw new TypeError(`the default export must be an object of parts, got ${offered === null ? 'null' : typeof offered}`)
  }
  return offered
}

/** The names of everything it offers, inherited or not, without touching a getter. */
export function partNames(offered: object): string[] {
  const names = new Set<string>()
  for (
    let next: object | null = offered;
    next !== null && next !== Object.prototype && next !== Function.prototype;
    next = Object.getPrototypeOf(next) as object | null
  ) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(next)))
      if ((property.value !== undefined || property.get !== undefined) && name !== 'constructor') names.add(name)
  }
  return [...names]
}
