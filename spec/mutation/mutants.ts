/** The mutants of some files of the compiled `src`: which there are, which a sample takes, and where they stand in the sources. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { equivalents } from './equivalent.ts'
import type { Equivalent } from './equivalents/because.ts'
import { changesOf, type Change } from './operators.ts'

export interface FileMutant extends Change {
  /** The compiled file, relative to `dist/src`. */
  readonly file: string
  /** `src/room/file.ts:line:column` of the change. */
  readonly place: string
  /** The whole mutated file. */
  readonly text: string
  /** Of the file and the change. */
  readonly hash: string
  readonly equivalent?: Equivalent
}

/** The compiled sources. */
export const compiled = fileURLToPath(new URL('../../src/', import.meta.url))

/** Hash of texts, in their order. */
export function hashOf(...texts: readonly string[]): string {
  return hashAfter()(...texts)
}

/** The same of texts that all begin with one, which is read once: `hashAfter(a)(b)` is `hashOf(a, b)`. */
function hashAfter(...first: readonly string[]): (...texts: readonly string[]) => string {
  const begun = createHash('sha256').update(`[${first.map((text) => `${JSON.stringify(text)},`).join('')}`)
  return (...texts) => {
    const rest = JSON.stringify(texts).slice(1)
    return begun.copy().update(rest).digest('hex').slice(0, 32)
  }
}

/** The compiled files that any of the globs (`*`, `**`) takes; types, and texts of WebAssembly modules, have no behaviour of their own. */
export function filesOf(globs: readonly string[]): readonly string[] {
  const wanted = globs.map((glob) => {
    const pattern = glob.replace(/^(dist\/)?src\//, '').replace(/\.ts$/, '.js')
    const parts = pattern
      .split(/(\*\*\/?|\*)/)
      .map((part) => (part === '*' ? '[^/]*' : part.startsWith('**') ? '.*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    return new RegExp(`^${parts.join('')}$`)
  })
  return readdirSync(compiled, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.js') && file !== 'index.js' && !/^contract\/|\/wasm\/|\/sum-kernel\//.test(file))
    .filter((file) => wanted.some((pattern) => pattern.test(file)))
    .toSorted()
}

/** Every mutant of a compiled file, in the order of its text. */
export function mutantsOf(file: string): readonly FileMutant[] {
  const code = readFileSync(join(compiled, file), 'utf8')
  const map = new SourceMap(JSON.parse(readFileSync(join(compiled, `${file}.map`), 'utf8')) as SourceMapPayload)
  const lines = code.split('\n')
  let end = 0
  const begins = lines.map(({ length }) => (end += length + 1) - length - 1)
  const own = equivalents.filter((each) => each.file === file.replace(/js$/, 'ts'))
  const hashIn = hashAfter(code)
  const seen = new Map<string, number>()
  return changesOf(code).map((change) => {
    const row = begins.findLastIndex((begin) => begin <= change.start)
    const entry = map.findEntry(row, change.start - (begins[row] ?? 0))
    const at = 'originalLine' in entry ? `${entry.originalLine + 1}:${entry.originalColumn + 1}` : `${row + 1}:1`
    const line = lines[row]?.trim() ?? ''
    const alike = JSON.stringify([row, change.was, change.becomes])
    const nth = (seen.get(alike) ?? 0) + 1
    seen.set(alike, nth)
    const equivalent = own.find(
      (each) =>
        each.line === line &&
        (each.after === undefined || each.after === 'everywhere' || each.after === lines[row - 1]?.trim()) &&
        (each.nth === undefined || each.nth === nth) &&
        each.was === change.was &&
        each.becomes === change.becomes,
    )
    return {
      ...change,
      file,
      place: `src/${file.replace(/js$/, 'ts')}:${at}`,
      text: code.slice(0, change.start) + change.becomes + code.slice(change.end),
      hash: hashIn(String(change.start), String(change.end), change.becomes),
      ...(equivalent === undefined ? {} : { equivalent }),
    }
  })
}

/** `size` of the mutants, or all; a larger sample of the same seed holds every smaller one. */
export function sampleOf(mutants: readonly FileMutant[], size: number, seed: number): readonly FileMutant[] {
  const key = new Map(mutants.map((mutant) => [mutant, hashOf(String(seed), mutant.hash)]))
  const chosen = new Set(mutants.toSorted((a, b) => ((key.get(a) ?? '') < (key.get(b) ?? '') ? -1 : 1)).slice(0, size))
  return mutants.filter((mutant) => chosen.has(mutant))
}
