/** The one place that knows what kinds of subject there are, and what a name, a path or a command stands for. */
import { existsSync, statSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { pathToFileURL } from 'node:url'
import { closest } from '../formula/nearest.ts'
import { UsageError } from '../judge/usage-error.ts'
import type { Condition, Conditions, Spec } from '../judge/spec.ts'
import type { Parts, Subject } from '../judge/subject.ts'
import { allMutants, allVariants, catalogue } from '../laws/index.ts'
import { Foreign, LoadError, type Launcher } from './foreign.ts'
import { launchCommand, launchModule, type Limits } from './launch.ts'
import reference from './reference.ts'

/** What `resolve` was given stands for nothing that could be judged, or could not be loaded. */
export class SubjectError extends UsageError {
  override readonly name: string = 'SubjectError'
}

/** One subject with the specs that are asked of it. */
export interface Judged {
  readonly subject: Subject
  readonly specs: readonly Spec[]
  /** The parts that are its own; every other is the reference's. */
  readonly brings: readonly string[]
  /** Of a sheet: the item that the subject answers, and what is given with it. */
  readonly item?: string
  readonly given?: Condition
  /** What the item assumes, and what its question supplies: a verdict takes both into account. */
  readonly assumed?: Conditions
  readonly supplied?: Conditions
}

/** What a name stands for. */
export interface Resolution {
  readonly judged: readonly Judged[]
  /** Somebody else's code: it owes neither our wording nor what only some subjects can have. */
  readonly isForeign: boolean
  /** What it offers under names that no spec knows, each with a hint: most likely slips. */
  readonly unknownParts: readonly string[]
  /** Before each spec. @throws Lost if the subject's process cannot be started again */
  begin(spec: Spec): void
  close(): void
}

/** How somebody else's subject is run. */
export interface ResolveOptions {
  readonly limits: Limits
  /** The name is a command that answers calls, not a file. */
  readonly isCommand?: boolean
  readonly onOutput?: (text: string) => void
}

/** All laws, room by room. */
const laws = Object.values(catalogue).flat()

/**
 * @param name `reference`, `mutant:ID`, `variant:ID`, an answer sheet (.yaml, .json), a module (.js, .ts, …), or a command
 * @throws SubjectError if it stands for nothing, or cannot be loaded
 */
export async function resolve(name: string, options: ResolveOptions): Promise<Resolution> {
  if (options.isCommand === true) return foreign(name, '', (folder) => launchCommand(name, folder, options.limits), options)
  if (name === 'reference') return inProcess([{ subject: reference, specs: laws, brings: Object.keys(reference) }])
  const [kind, id = ''] = name.split(':', 2)
  if (kind === 'mutant' || kind === 'variant') return inProcess([await variation(kind, id)])
  if (/\.(ya?ml|json)$/i.test(name)) return inProcess(await answersOf(name))
  const path = moduleFile(name)
  return foreign(name, pathToFileURL(path).href, (folder) => launchModule(path, folder, options.limits), options)
}

function inProcess(judged: readonly Judged[]): Resolution {
  return { judged, isForeign: false, unknownParts: [], begin: () => undefined, close: () => undefined }
}

async function variation(kind: 'mutant' | 'variant', id: string): Promise<Judged> {
  const all: readonly { readonly id: string; readonly parts: Partial<Parts> }[] =
    kind === 'mutant' ? await allMutants() : await allVariants()
  const found = all.find((entry) => entry.id === id)
  if (found === undefined) {
    const hint = closest(
      id,
      all.map((entry) => entry.id),
    )
    throw new SubjectError(`check: no ${kind} ${id}${hint === undefined ? '' : ` (${hint})`}; 'assay mutants' lists them`)
  }
  const subject = { ...reference, ...found.parts, name: `${kind}:${id}` }
  return { subject, specs: laws, brings: Object.keys(found.parts) }
}

/** One subject a claim of a sheet. What reads sheets is loaded when it is asked for: a module is judged without it. */
export async function answersOf(file: string): Promise<Judged[]> {
  const [{ questions }, { loadSheet }, { claimsOf, subjectOf, suppliedLevels }] = await Promise.all([
    import('../questions/index.ts'),
    import('../sheet/answer-sheet.ts'),
    import('../sheet/claim.ts'),
  ])
  return loadSheet(file, questions).questions.flatMap(({ question, items }) =>
    claimsOf(question, items).map((claim) => ({
      subject: subjectOf(claim, reference),
      specs: claim.specs,
      brings: Object.keys(claim.parts),
      item: claim.item.id,
      given: claim.given,
      assumed: claim.item.assume,
      supplied: suppliedLevels(question),
    })),
  )
}

async function foreign(name: string, url: string, launcher: Launcher, options: ResolveOptions): Promise<Resolution> {
  let opened: Foreign
  try {
    opened = new Foreign(launcher, options.limits, options.onOutput)
  } catch (error) {
    if (error instanceof LoadError) throw new SubjectError(`check: ${name} could not be loaded: ${error.message}`)
    throw error
  }
  // Every part of the contract is needed by a law, and `src` exports more than the contract has.
  const known = new Set<string>(laws.flatMap(({ needs }) => needs))
  const offered = opened.hello.parts.filter((part) => part !== 'name' && part !== 'url')
  const brings = offered.filter((part) => known.has(part))
  const parts = Object.fromEntries(brings.map((part) => [part, opened.parts[part]]))
  const subject = { ...reference, ...parts, name, url }
  const specs = laws.filter(({ needs }) => needs.some((part) => brings.includes(part)))
  return {
    judged: [{ subject, specs, brings }],
    isForeign: true,
    unknownParts: offered
      .filter((part) => !known.has(part))
      .map((part) => [part, closest(part, [...known])].filter((each) => each !== undefined).join(': ')),
    begin: ({ id }) => opened.begin(id),
    close: () => opened.close(),
  }
}

function moduleFile(path: string): string {
  const file = absolute(path)
  if (!existsSync(file))
    throw new SubjectError(
      `check: no file ${path}; give 'reference', 'mutant:ID', 'variant:ID', the path of a sheet or of a module, or --process and a command`,
    )
  if (!statSync(file).isFile()) throw new SubjectError(`check: ${path} is not a file; give the path of a module`)
  if (!/\.[cm]?[jt]s$/.test(file))
    throw new SubjectError(
      `check: ${path} is no module: expected a name that ends in .js, .mjs, .cjs, .ts, .mts or .cts, or --process and a command`,
    )
  return file
}
