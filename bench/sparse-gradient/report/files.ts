/** The files of one run: all of them are written beside their places first and then renamed, so that a reader meets whole files only. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../../spec/judge/usage-error.ts'
import { svgDocument, type DrawnFigure } from '../../../spec/report/figure.ts'
import { makeFolder } from '../../../spec/report/make-folder.ts'
import { machineSlug } from '../machine.ts'
import type { BenchResults } from '../results.ts'
import { actionEntriesOf } from './action.ts'
import { markdownOf } from './markdown.ts'

/** `sparse-gradient_amd-epyc-2-cores_2026-11-23`: what was measured, where, and on which day. */
export function stemOf({ bench, machine, date }: BenchResults): string {
  return `${bench}_${machineSlug(machine)}_${date.slice(0, 10)}`
}

/** @returns the paths. @throws UsageError if the folder cannot be written; then none of the files is left */
export function writeResults(folder: string, results: BenchResults, figures: readonly DrawnFigure[]): string[] {
  const stem = stemOf(results)
  const texts = [
    [`${stem}.json`, `${JSON.stringify(results, null, 2)}\n`],
    [`${stem}.md`, markdownOf(results)],
    [`${stem}.action.json`, `${JSON.stringify(actionEntriesOf(results), null, 2)}\n`],
    ...figures.map((figure) => [`${stem}.${figure.question}.svg`, svgDocument(figure)] as const),
  ] as const
  const files = texts.map(([name, text]) => ({
    path: join(folder, name),
    draft: join(folder, `.${name}.${process.pid}.tmp`),
    text,
  }))
  const drafts: string[] = []
  try {
    makeFolder(folder)
    for (const { draft, text } of files) {
      drafts.push(draft)
      writeFileSync(draft, text)
    }
    for (const { draft, path } of files) renameSync(draft, path)
  } catch (error) {
    for (const draft of drafts) rmSync(draft, { force: true })
    throw new UsageError(`--out: cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return files.map(({ path }) => path)
}
