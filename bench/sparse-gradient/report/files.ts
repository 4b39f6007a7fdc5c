/** The files of one run. */
import { svgDocument, type DrawnFigure } from '../../../spec/report/figure.ts'
import { machineSlug } from '../../harness/machine.ts'
import type { ResultFiles } from '../../harness/results-folder.ts'
import type { BenchResults } from '../results.ts'
import { actionEntriesOf } from './action.ts'
import { markdownOf } from './markdown.ts'

/** `sparse-gradient_amd-epyc-2-cores_2026-11-23`: what was measured, where, and on which day. */
export function stemOf({ bench, machine, date }: BenchResults): string {
  return `${bench}_${machineSlug(machine)}_${date.slice(0, 10)}`
}

/** What a run leaves, by ending. */
export function filesOf(results: BenchResults, figures: readonly DrawnFigure[]): ResultFiles {
  return [
    ['json', `${JSON.stringify(results, null, 2)}\n`],
    ['md', markdownOf(results)],
    ['action.json', `${JSON.stringify(actionEntriesOf(results), null, 2)}\n`],
    ...figures.map((figure) => [`${figure.question}.svg`, svgDocument(figure)] as const),
  ]
}
