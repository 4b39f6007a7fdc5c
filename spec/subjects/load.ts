/** Finds the subject that a name or a path stands for. */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { allMutants, allVariants } from '../laws/index.ts'
import { UsageError } from '../judge/usage-error.ts'
import type { Parts, Subject } from '../judge/subject.ts'

/** The name stands for nothing that could be judged, or the module is no subject. */
export class SubjectError extends UsageError {
  override readonly name: string = 'SubjectError'
}

/**
 * @param name `reference`, `mutant:ID`, `variant:ID`, or the path of a module (.js, .mjs, .ts, .mts) whose default export is a subject
 * @throws SubjectError if there is no such thing; whatever the module itself throws while it loads
 */
export async function loadSubject(name: string): Promise<Subject> {
  if (name === 'reference') return reference()
  const [kind, id] = name.split(':', 2)
  if (kind === 'mutant' || kind === 'variant') return changedReference(kind, id ?? '')
  const module: unknown = await import(moduleUrl(name).href)
  return subjectOf(module, name)
}

/** The URL of a module given by path. @throws SubjectError if there is no such file */
export function moduleUrl(path: string): URL {
  const file = resolve(path)
  if (!existsSync(file))
    throw new SubjectError(`loadSubject: no file ${path}; give 'reference', 'mutant:ID', 'variant:ID' or the path of a module`)
  if (!statSync(file).isFile()) throw new SubjectError(`loadSubject: ${path} is not a file; give the path of a module`)
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new SubjectError(`loadSubject: ${path} is not a module: expected a name that ends in .js, .mjs, .cjs, .ts or .mts`)
  return pathToFileURL(file)
}

/** Loaded when it is asked for: someone else's module is judged without it. */
async function reference(): Promise<Subject> {
  return (await import('./reference.ts')).default
}

async function changedReference(kind: 'mutant' | 'variant', id: string): Promise<Subject> {
  const all: readonly { readonly id: string; readonly parts: Partial<Parts> }[] =
    kind === 'mutant' ? await allMutants() : await allVariants()
  const found = all.find((entry) => entry.id === id)
  if (found === undefined)
    throw new SubjectError(`loadSubject: no ${kind} ${id}; there are: ${all.map((entry) => entry.id).join(', ')}`)
  return { ...(await reference()), ...found.parts, name: `${kind}:${id}` }
}

function subjectOf(module: unknown, path: string): Subject {
  const offered: unknown = typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined
  if (typeof offered !== 'object' || offered === null) {
    throw new SubjectError(`loadSubject: ${path} must have a default export that is an object of parts, got ${typeof offered}`)
  }
  const name: unknown = Reflect.get(offered, 'name')
  return Object.assign(Object.create(offered) as Subject, {
    name: typeof name === 'string' ? name : path,
    url: moduleUrl(path).href,
  })
}
