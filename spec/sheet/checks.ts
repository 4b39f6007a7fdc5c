/** Every check there is: the laws, and what judges each answer of the sheets that come with the suite. */
import { fileURLToPath } from 'node:url'
import { questions } from '../questions/index.ts'
import { loadSheet } from './answer-sheet.ts'
import { claimsOf } from './claim.ts'
import { catalogue } from '../laws/index.ts'
import type { Check } from '../judge/kill-matrix.ts'

/** Where a sheet of the suite lies: `key` answers everything rightly, `submitted` is the real input. */
export function sheetFile(name: 'key' | 'submitted'): string {
  return fileURLToPath(new URL(`../../../spec/sheets/${name}.yaml`, import.meta.url))
}

/** Laws first; then the specs of each answer, but for laws that an answer without parts of its own would only repeat. */
export function allChecks(): Check[] {
  const laws = Object.values(catalogue).flat()
  const known = new Set(laws.map(({ id }) => id))
  const onAnswers = (['key', 'submitted'] as const).flatMap((name) =>
    loadSheet(sheetFile(name), questions).questions.flatMap(({ question, items }) =>
      claimsOf(question, items).flatMap(({ item, specs, parts }) =>
        specs
          .filter(({ id, needs }) => needs.length > 0 && (!known.has(id) || Object.keys(parts).length > 0))
          .map((spec) => ({ id: `${spec.id}@${name}:${item.id}`, spec, answer: parts })),
      ),
    ),
  )
  return [...laws.map((spec) => ({ id: spec.id, spec, answer: {} })), ...onAnswers]
}
