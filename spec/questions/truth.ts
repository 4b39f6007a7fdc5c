/** The page beside a question that says what is true, under which conditions, and why. A spec computes again what it states. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Contract } from '../../src/contract/index.ts'

/** A page, in Markdown. */
export interface TruthPage {
  /** Where it lies. */
  readonly file: string
  readonly text: string
}

/** The page of a question; undefined where there is none, as with a question of somebody else's. */
export function truthPage(question: string): TruthPage | undefined {
  const file = fileURLToPath(new URL(`../../../spec/questions/${question}/truth.md`, import.meta.url))
  return existsSync(file) ? { file, text: readFileSync(file, 'utf8') } : undefined
}

/** What a row of a page states: a number, a word, or several of them. */
export type Stated = number | string | readonly (number | string)[]

/** What the rows of a page have to state, by their first cell, computed from the reference. A page has one, in `numbers.ts` beside it. */
export type Numbers = (reference: Pick<Contract, keyof Contract>) => Readonly<Record<string, Stated>>
