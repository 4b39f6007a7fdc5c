/** The report as Markdown for a pull-request comment. */
import type { BenchResults } from '../results.ts'
import { partsOf, type Part } from './document.ts'
import type { Table } from './words.ts'

export function markdownOf(results: BenchResults): string {
  return `${partsOf(results).map(section).join('\n\n')}\n`
}

function section({ title, lines, table, after = [] }: Part, i: number): string {
  const blocks = [
    `${i === 0 ? '##' : '###'} ${escapeCell(title)}`,
    ...(lines.length === 0 ? [] : [lines.map((line) => `- ${escapeCell(line)}`).join('\n')]),
    ...(table === undefined ? [] : [tableText(table)]),
    ...(after.length === 0 ? [] : [after.map((line) => `<sub>${escapeCell(line)}</sub>`).join('<br>\n')]),
  ]
  return blocks.join('\n\n')
}

const line = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`

function tableText({ head, rows }: Table): string {
  const rule = `| ${head.map((_, column) => (column === 0 ? ':--' : '--:')).join(' | ')} |`
  return [line(head), rule, ...rows.map(line)].join('\n')
}

function escapeCell(text: string): string {
  return text
    .replaceAll(/[\\|*_`[\]~#]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\r\n]+/g, ' ')
}
