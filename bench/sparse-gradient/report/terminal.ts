/** The report in a terminal or a log. */
import { painter } from '../../../spec/report/appearance.ts'
import { pad, widthOf } from '../../../spec/report/text.ts'
import type { BenchResults } from '../results.ts'
import { partsOf, type Part } from './document.ts'
import type { Table } from './words.ts'

export function describeResults(results: BenchResults, colour: boolean): string {
  const paint = painter(colour)
  const describe = ({ title, lines, table, after = [] }: Part): string =>
    [
      paint('bold', title),
      ...lines.map((line) => `  ${line}`),
      ...(table === undefined ? [] : tableLines(table).map((line, i) => `  ${i === 0 ? paint('dim', line) : marked(line)}`)),
      ...after.map((line) => `  ${paint('dim', line)}`),
    ].join('\n')
  const marked = (line: string): string => (/ slower\b| NO$/.test(line) ? paint('red', line) : line)
  return `${partsOf(results).map(describe).join('\n\n')}\n`
}

/** Columns as wide as their widest cell; figures stand to the right. */
function tableLines({ head, rows }: Table): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))))
  return all.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? pad(cell, width) : `${' '.repeat(width - widthOf(cell))}${cell}`
      })
      .join('   ')
      .trimEnd(),
  )
}
