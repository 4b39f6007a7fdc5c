/** The folder by which a launcher and its ranks hand over what MPI does not carry: the order, who runs where, results, failures. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { RankFailure } from '../../contract/collectives.ts'
import type { MpiImplementation } from './library.ts'

/** What every rank is asked to run. */
export interface MpiOrder {
  readonly ranks: number
  readonly implementation: MpiImplementation
  readonly program: string
  readonly data: unknown
  readonly deadlineMs: number
  readonly sums: 'canonical' | 'fast'
  /** More ranks than cores, somewhere. */
  readonly crowded: boolean
  readonly gpusPerHost: number | undefined
}

/** A process of a job. */
export interface RankProcess {
  readonly pid: number
  readonly parent: number
  readonly host: string
}

/** One job's folder. Every file is written whole or not at all. */
export class JobFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  /** A new folder within another. */
  static within(folder: string): JobFolder {
    return new JobFolder(mkdtempSync(join(folder, `assay-ranks-${process.pid}-`)))
  }

  get order(): MpiOrder {
    return this.#read('order') as MpiOrder
  }

  set order(order: MpiOrder) {
    this.#write('order', order)
  }

  /** A process says that it exists, before it asks MPI for its rank. */
  enlist(): void {
    this.#write(`process-${hostname()}-${process.pid}`, { pid: process.pid, parent: process.ppid, host: hostname() })
  }

  processes(): RankProcess[] {
    return this.#all(/^process-/) as RankProcess[]
  }

  /** A rank says that it has loaded its program. */
  loaded(rank: number): void {
    this.#write(`loaded-${rank}`, rank)
  }

  returned(rank: number, result: unknown): void {
    this.#write(`result-${rank}`, result)
  }

  failed(rank: number, failure: RankFailure): void {
    this.#write(`failure-${rank}`, failure)
  }

  /** Ranks that have loaded their programs. */
  get loadedRanks(): number {
    return this.#names(/^loaded-/).length
  }

  /** Ranks that have returned. */
  get returnedRanks(): number {
    return this.#names(/^result-/).length
  }

  results(ranks: number): unknown[] {
    return Array.from({ length: ranks }, (_, rank) =>
      existsSync(join(this.path, `result-${rank}`)) ? this.#read(`result-${rank}`) : undefined,
    )
  }

  /** Whether a rank has told a failure. */
  hasFailed(rank: number): boolean {
    return existsSync(join(this.path, `failure-${rank}`))
  }

  /** What ended the job: the first failure that a rank has told, or death by a signal that a shell has recorded as its status, 128 and the signal. */
  failure(): RankFailure | undefined {
    const names = this.#names(/^(failure|death)-/)
    const [first] = names.map((name) => ({ name, at: statSync(join(this.path, name)).mtimeMs })).toSorted((a, b) => a.at - b.at)
    if (first === undefined) return undefined
    const [kind, rank] = first.name.split('-')
    if (kind === 'failure') return this.#read(first.name) as RankFailure
    const signal = Number(readFileSync(join(this.path, first.name), 'utf8')) - 128
    return { rank: Number(rank), operation: 'program', sequence: 0, reason: `its process exited on signal ${signal}` }
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }

  #names(wanted: RegExp): string[] {
    return readdirSync(this.path).filter((name) => wanted.test(name))
  }

  #all(wanted: RegExp): unknown[] {
    return this.#names(wanted).map((name) => this.#read(name))
  }

  #read(name: string): unknown {
    return deserialize(readFileSync(join(this.path, name)))
  }

  #write(name: string, value: unknown): void {
    const path = join(this.path, name)
    // Where each process is alone, all of them are rank 0
    const unfinished = join(this.path, `.${name}.${process.pid}`)
    writeFileSync(unfinished, serialize(value))
    renameSync(unfinished, path)
  }
}
