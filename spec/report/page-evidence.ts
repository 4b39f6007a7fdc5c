/** One piece of evidence on the page: what was asked, what came out, and the command that asks again. */
import type { EvidenceReport } from './card.ts'
import { conditionsTable, type ConditionsTable } from './conditions-table.ts'
import { evidenceFields, type EvidenceField } from './evidence-fields.ts'
import { measuredLines } from './measured-in-words.ts'
import { markup, nothing, type Markup } from './markup.ts'

export function evidenceMarkup(evidence: EvidenceReport): Markup {
  const { outcome, run } = evidenceFields(evidence)
  return markup`
<div class="evidence">
<h4>${evidence.says}</h4>
<dl>
${outcome.map(field)}
${conditionsMarkup(conditionsTable(evidence))}
${measuredMarkup(evidence)}
${run.map(field)}
${field({ label: 'Spec', text: evidence.spec, isData: true })}
<dt>Replay</dt><dd class="replay"><code>${evidence.replay}</code><button type="button" data-copy hidden>Copy</button></dd>
</dl>
</div>`
}

function field({ label, text, isData }: EvidenceField): Markup {
  return isData ? markup`<dt>${label}</dt><dd class="data">${text}</dd>` : markup`<dt>${label}</dt><dd>${text}</dd>`
}

function conditionsMarkup(table: ConditionsTable | undefined): Markup {
  if (table === undefined) return nothing
  if (table.uniform !== undefined) return field({ label: 'Conditions', text: table.uniform, isData: false })
  const { factors, rows, fixed, omitted } = table
  const always = fixed.map(([factor, level]) => `${factor} = ${level}`).join(', ')
  return markup`${always === '' ? nothing : field({ label: 'Always with', text: always, isData: false })}<dt>Conditions</dt><dd class="scroll"><table>
<thead><tr>${factors.map((factor) => markup`<th scope="col">${factor}</th>`)}<th scope="col">holds</th></tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.levels.map((level) => markup`<td>${level}</td>`)}<td class="mark ${row.held === 'true' ? 'holds' : 'refuted'}" title="${row.why}">${row.held}</td></tr>`)}</tbody>
</table>${omitted === 0 ? nothing : markup`<p>… and ${omitted} more</p>`}</dd>`
}

function measuredMarkup({ measured }: EvidenceReport): Markup {
  const lines = measuredLines(measured)
  if (lines.length === 0) return nothing
  const items = lines.map(({ depth, name, value }) => markup`<li class="depth-${depth}">${name}: ${value}</li>`)
  return markup`<dt>Measured</dt><dd><ul class="measured-of-run data">${items}</ul></dd>`
}
