/** The files of one run. */
import { svgDocument, type DrawnFigure } from '../../../spec/report/figure.ts'
import { machineSlug } from '../../harness/machine.ts'
import { writeWhole } from '../../harness/whole-files.ts'
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
  return writeWhole(folder, texts)
}
