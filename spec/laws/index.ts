/**
 * The catalogue is what the folders hold: each folder here is a room. A file of a room whose default export is a list of laws adds
 * them; `mutants` and `variants`, a file or a folder each, hold wrong and right variations of the reference.
 */
import { readdirSync } from 'node:fs'
import type { Mutant, Variant } from '../judge/mutant.ts'
import type { Spec } from '../judge/spec.ts'

const here = new URL('./', import.meta.url)

/** The rooms, in the order of the alphabet. */
export const rooms: readonly string[] = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .toSorted()

/** Every law, room by room. */
export const catalogue: Readonly<Record<string, readonly Spec[]>> = Object.fromEntries(
  await Promise.all(rooms.map(async (room) => [room, await listsIn<Spec>(room, /^[^/]+$/, /^(mutants|variants)\.js$/)] as const)),
)

/** Every mutant. Loaded when asked for: mutants import the reference. */
export async function allMutants(): Promise<readonly Mutant[]> {
  return (await Promise.all(rooms.map((room) => listsIn<Mutant>(room, /^mutants(\.js$|\/)/)))).flat()
}

/** Every right variant. */
export async function allVariants(): Promise<readonly Variant[]> {
  return (await Promise.all(rooms.map((room) => listsIn<Variant>(room, /^variants(\.js$|\/)/)))).flat()
}

/** The lists that are default exports of the modules of a room, joined in the order of their names. */
async function listsIn<T>(room: string, wanted: RegExp, unwanted = /^$/): Promise<T[]> {
  const files = readdirSync(new URL(`${room}/`, here), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /(?<!\.spec)\.js$/.test(file) && wanted.test(file) && !unwanted.test(file))
    .toSorted()
  const modules = await Promise.all(
    files.map((file) => import(new URL(`${room}/${file}`, here).href) as Promise<{ readonly default?: unknown }>),
  )
  return modules.flatMap(({ default: list }) => (Array.isArray(list) ? (list as T[]) : []))
}
