/** What earlier runs found out, in a folder that git ignores. A result counts as long as the file, the change and the laws are the same. */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Spec } from '../judge/spec.ts'
import { catalogue } from '../laws/index.ts'
import type { Finding } from './judge.ts'
import { compiled, hashOf, type FileMutant } from './mutants.ts'

/** What became of a mutant: the law that refuted it and how, or that all laws that reach it, so many, hold. */
export type Result =
  | { readonly killed: 'value' | 'crash' | 'time-out'; readonly by: string; readonly message: string }
  | { readonly killed: false; readonly laws: number }

interface Line {
  readonly key: string
  readonly result?: Result
  readonly cost?: Finding
}

/** Where results and the copies of mutants lie. */
export const folder = fileURLToPath(new URL('../../../mutation/', import.meta.url))
const file = join(folder, 'results.jsonl')
const rooms = new URL('../laws/', import.meta.url)

/** The laws, and the room of each. */
export const laws: readonly Spec[] = Object.values(catalogue).flat()
const roomOf = new Map(Object.entries(catalogue).flatMap(([room, specs]) => specs.map(({ id }) => [id, room] as const)))

const roomHash = new Map(
  Object.keys(catalogue).map((room) => [room, hashOf(...filesIn(fileURLToPath(new URL(room, rooms)), /^(mutants|variants)\b/))]),
)
const allHash = hashOf(...roomHash.values())
const sourceHash = hashOf(...filesIn(compiled, /^$/))

/** Results by mutant, and what a law costs on the unchanged sources. */
export class Results {
  readonly #lines = new Map<string, Line>()
  readonly #seed: number

  /** @param isFresh whether earlier results are passed over */
  constructor(seed: number, isFresh: boolean) {
    this.#seed = seed
    mkdirSync(folder, { recursive: true })
    if (isFresh || !existsSync(file)) return
    for (const text of readFileSync(file, 'utf8').split('\n')) {
      try {
        const line = JSON.parse(text) as Line
        this.#lines.set(line.key, line)
      } catch {
        continue // a line that a run was killed in the midst of
      }
    }
  }

  /** A kill counts while the room of the law that killed is the same; that nothing killed, while all laws are, of which as many were asked. */
  of(mutant: FileMutant, asked: number): Result | undefined {
    const survived = this.#lines.get(this.#key(mutant, { killed: false, laws: asked }))?.result
    if (survived !== undefined) return survived
    for (const room of roomHash.keys()) {
      const killed = this.#lines.get(this.#killKey(mutant, room))?.result
      if (killed !== undefined) return killed
    }
    return undefined
  }

  set(mutant: FileMutant, result: Result): void {
    this.#add({ key: this.#key(mutant, result), result })
  }

  costOf(law: string): Finding | undefined {
    return this.#lines.get(this.#costKey(law))?.cost
  }

  setCost(cost: Finding): void {
    this.#add({ key: this.#costKey(cost.law), cost })
  }

  #add(line: Line): void {
    this.#lines.set(line.key, line)
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  }

  #key(mutant: FileMutant, result: Result): string {
    return result.killed === false
      ? hashOf('survived', mutant.hash, allHash, String(this.#seed), String(result.laws))
      : this.#killKey(mutant, roomOf.get(result.by) ?? 'loading')
  }

  #killKey(mutant: FileMutant, room: string): string {
    return hashOf('killed', mutant.hash, roomHash.get(room) ?? '', String(this.#seed))
  }

  #costKey(law: string): string {
    return hashOf('cost', law, sourceHash, roomHash.get(roomOf.get(law) ?? '') ?? '', String(this.#seed))
  }
}

function filesIn(path: string, unwanted: RegExp): string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js') && !unwanted.test(name))
    .toSorted()
    .map((name) => readFileSync(join(path, name), 'utf8'))
}
