/** One piece of evidence on the page: what was asked, what came out, and the command that asks again. */
import type { EvidenceReport } from './card.ts'
import { conditionsTable, type ConditionsTable } from './conditions-table.ts'
import { percent } from './details.ts'
import { figureLines } from './figures-in-words.ts'
import { counted } from './text.ts'
import { markup, nothing, type Markup } from './markup.ts'

export function evidenceMarkup(evidence: EvidenceReport): Markup {
  const { failure, tolerance } = evidence
  const reached = Object.entries(evidence.reached).map(([branch, times]) => `${branch} ${times}×`)
  return markup`
<div class="evidence">
<h4>${evidence.says}</h4>
<dl>
${field('Verdict', evidence.verdict.word)}
${field('True when', evidence.trueWhen ?? evidence.verdict.trueWhen)}
${data(failure?.ofWords === true ? 'You said' : 'Expected', failure?.expected)}
${data(failure?.ofWords === true ? 'It is' : 'Got', failure?.got)}
${data('Counter-example', failure?.counterexample)}
${field('Message', failure?.expected === undefined ? failure?.message : undefined)}
${field('Tolerance', tolerance && `${percent(tolerance.share)} used, at ${tolerance.what}`)}
${field('Reached', reached.join(', '))}
${conditionsMarkup(conditionsTable(evidence))}
${figuresMarkup(evidence)}
${field('Run', `${counted(evidence.runs, 'input')}, ${counted(evidence.checks, 'comparison')}, seed ${evidence.seed}, ${Math.round(evidence.elapsedMs)} ms`)}
${field('Source', evidence.cites)}
${data('Spec', evidence.spec)}
<dt>Replay</dt><dd class="replay"><code>${evidence.replay}</code><button type="button" data-copy hidden>Copy</button></dd>
</dl>
</div>`
}

function field(label: string, text: string | undefined): Markup {
  return text === undefined || text === '' ? nothing : markup`<dt>${label}</dt><dd>${text}</dd>`
}

function data(label: string, text: string | undefined): Markup {
  return text === undefined || text === '' ? nothing : markup`<dt>${label}</dt><dd class="data">${text}</dd>`
}

function conditionsMarkup(table: ConditionsTable | undefined): Markup {
  if (table === undefined) return nothing
  if (table.uniform !== undefined) return field('Conditions', table.uniform)
  const { factors, rows, fixed, omitted } = table
  const always = fixed.map(([factor, level]) => `${factor} = ${level}`).join(', ')
  return markup`${field('Always with', always)}<dt>Conditions</dt><dd class="scroll"><table>
<thead><tr>${factors.map((factor) => markup`<th scope="col">${factor}</th>`)}<th scope="col">holds</th></tr></thead>
<tbody>${rows.map((row) => markup`<tr>${row.levels.map((level) => markup`<td>${level}</td>`)}<td class="mark ${row.held === 'true' ? 'holds' : 'refuted'}" title="${row.why}">${row.held}</td></tr>`)}</tbody>
</table>${omitted === 0 ? nothing : markup`<p>… and ${omitted} more</p>`}</dd>`
}

function figuresMarkup({ measured }: EvidenceReport): Markup {
  const lines = figureLines(measured)
  if (lines.length === 0) return nothing
  const items = lines.map(({ depth, name, value }) => markup`<li class="depth-${depth}">${name}: ${value}</li>`)
  return markup`<dt>Measured</dt><dd><ul class="figures-of-run data">${items}</ul></dd>`
}
