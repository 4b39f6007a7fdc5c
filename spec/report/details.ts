/** The evidence of an item, for a terminal: conditions, counter-example, tolerance, figures, and how to run it again. */
import type { Paint } from './appearance.ts'
import type { EvidenceReport, ItemReport } from './card.ts'
import { conditionsTable, type ConditionsTable } from './conditions-table.ts'
import { evidenceFields, type EvidenceField } from './evidence-fields.ts'
import { measuredLines } from './measured-in-words.ts'
import { pad, printable, widthOf, wrap } from './text.ts'

interface Layout {
  readonly indent: string
  readonly room: number
  readonly paint: Paint
}

const LABEL_COLUMNS = 17 // 'counter-example' and two spaces

export function describeDetails(item: ItemReport, layout: Layout): string[] {
  return item.evidence.flatMap((evidence) => ['', ...describeEvidence(evidence, layout)])
}

function describeEvidence(evidence: EvidenceReport, layout: Layout): string[] {
  const { indent, paint } = layout
  const { outcome, run } = evidenceFields(evidence)
  const described = (fields: readonly EvidenceField[]): string[] =>
    fields.flatMap(({ label, text }) => labelled(label.toLowerCase(), text, layout))
  return [
    ...wrap(printable(`${evidence.spec}: ${evidence.says}`), layout.room).map((line) => indent + paint('bold', line)),
    ...described(outcome),
    ...describeConditions(conditionsTable(evidence), layout),
    ...describeMeasured(evidence, layout),
    ...described(run),
    `${indent}${paint('dim', pad('replay', LABEL_COLUMNS))}${printable(evidence.replay)}`,
  ]
}

function labelled(label: string, text: string, { indent, room, paint }: Layout): string[] {
  return wrap(printable(text), room - LABEL_COLUMNS).map(
    (line, i) => `${indent}${paint('dim', pad(i === 0 ? label : '', LABEL_COLUMNS))}${line}`,
  )
}

function describeConditions(table: ConditionsTable | undefined, layout: Layout): string[] {
  if (table === undefined) return []
  if (table.uniform !== undefined) return labelled('conditions', table.uniform, layout)
  const cells = [[...table.factors, 'holds'], ...table.rows.map((row) => [...row.levels, row.held])].map((row) =>
    row.map(printable),
  )
  const widths = cells.reduce(
    (widest, row) => widest.map((width, i) => Math.max(width, widthOf(row[i] ?? '') + 2)),
    Array(table.factors.length + 1).fill(0) as number[],
  )
  const fits = widths.reduce((sum, width) => sum + width, 0) <= layout.room
  const rows = fits
    ? cells.map(
        (row, i) =>
          layout.indent +
          paintIf(
            i === 0,
            layout,
            row
              .map((cell, j) => pad(cell, widths[j] ?? 0))
              .join('')
              .trimEnd(),
          ),
      )
    : table.rows.flatMap((row) =>
        labelled(row.held, table.factors.map((factor, i) => `${factor} = ${row.levels[i]}`).join(', '), layout),
      )
  const fixed = table.fixed.map(([factor, level]) => `${factor} = ${level}`).join(', ')
  return [
    ...(fixed === '' ? [] : labelled('always with', fixed, layout)),
    ...rows,
    ...(table.omitted === 0 ? [] : [`${layout.indent}… and ${table.omitted} more conditions`]),
  ]
}

function paintIf(head: boolean, { paint }: Layout, text: string): string {
  return head ? paint('dim', text) : text
}

function describeMeasured(evidence: EvidenceReport, layout: Layout): string[] {
  return measuredLines(evidence.measured).flatMap(({ depth, name, value }, i) => {
    const lead = '  '.repeat(depth)
    const text = `${printable(name)}: ${printable(value)}`.trimEnd()
    return wrap(text, layout.room - LABEL_COLUMNS - lead.length).map((line, j) => {
      const label = pad(i + j === 0 ? 'measured' : '', LABEL_COLUMNS)
      return `${layout.indent}${layout.paint('dim', label)}${lead}${line}`
    })
  })
}
