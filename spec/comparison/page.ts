/** The comparison as one HTML page that needs nothing else: its table and its figures, each drawn from what was measured. */
import { drawFigures, type DrawnFigure, type Figure } from '../report/figure.ts'
import { markup, Markup, nothing } from '../report/markup.ts'
import { pageStyle } from '../report/page-style.ts'
import type { Measured } from './measured.ts'
import { gatheredWhen, shardMap } from './shard-map.ts'
import { loss, speed } from './speed.ts'
import { ceilingOf, summaries, type Summary } from './steps.ts'
import { lastRuns, timeline } from './timeline.ts'
import { peerSummaries } from './peer.ts'
import { bytesSent, gpu, memory, processor } from './use.ts'
import { sourceHash } from '../report/source-hash.ts'

/** The figures of the page, in their order. */
function comparisonFigures(measured: Measured): Figure[] {
  const sharded = lastRuns(measured).filter(({ strategy }) => strategy !== 'single')
  return [
    speed(measured),
    timeline(measured),
    loss(measured),
    processor(measured),
    gpu(measured),
    memory(measured),
    ...sharded.map((run) => shardMap(measured, run)),
    gatheredWhen(measured),
    bytesSent(measured),
  ]
}

/** Draws the page. */
export async function comparisonPage(measured: Measured): Promise<string> {
  const drawn = await drawFigures(comparisonFigures(measured), { name: 'comparison', url: import.meta.url })
  const policy = `default-src 'none'; style-src '${sourceHash(pageStyle)}'; base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${measured.title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<header>
<h1>${measured.title}</h1>
<dl>${measured.facts.map(([name, value]) => markup`<dt class="soft">${name}</dt><dd>${value}</dd>`)}</dl>
</header>
<main>
<section>
<h2>In numbers</h2>
<p class="soft small">${sameBits(measured)}</p>
${table(measured)}
</section>
${drawn.map(section)}
</main>
</body>
</html>
`.text
}

/** Whether all runs of all strategies and rounds left the same bits, in words. */
export function sameBits({ runs }: Measured): string {
  const gradients = new Set(runs.map((run) => run.gradients))
  const parameters = new Set(runs.map((run) => run.parameters))
  if (gradients.size === 1 && parameters.size === 1) {
    return `All ${runs.length} runs left the same bits: gradients ${[...gradients][0]?.slice(0, 16)}…, parameters ${[...parameters][0]?.slice(0, 16)}… (SHA-256).`
  }
  return `The ${runs.length} runs did not leave the same bits: ${gradients.size} different gradients after one step, ${parameters.size} different parameters at the end.`
}

/** A share in percent; a dash where there is none. */
function percent(share: number): string {
  return Number.isNaN(share) ? '–' : `${(100 * share).toFixed(1)} %`
}

/** The table's rows, as text. */
export function tableRows(measured: Measured): string[][] {
  const rows = summaries(measured).map((summary: Summary) => [
    summary.strategy,
    String(summary.ranks),
    summary.tokensPerSecond.toFixed(1),
    Number.isNaN(summary.speedUp) ? '–' : summary.speedUp.toFixed(3),
    percent(summary.efficiency),
    percent(summary.ofCeiling),
    Number.isNaN(summary.cpuMsPerStep) ? '–' : summary.cpuMsPerStep.toFixed(0),
    percent(summary.communicating),
    percent(summary.waiting),
    String(summary.bytesPerStep),
  ])
  for (const { name, strategy, ranks, tokensPerSecond, speedUp, efficiency, cpuMsPerStep } of peerSummaries(measured)) {
    const figures = [tokensPerSecond.toFixed(1), Number.isNaN(speedUp) ? '–' : speedUp.toFixed(3), percent(efficiency)]
    rows.push([`${name}, ${strategy}`, String(ranks), ...figures, '–', cpuMsPerStep.toFixed(0), '–', '–', '–'])
  }
  const ceiling = ceilingOf(measured)
  if (Number.isNaN(ceiling)) return rows
  return [...rows, ['unrelated processes', String(measured.ranks), ceiling.toFixed(1), '–', '–', '100.0 %', '–', '–', '–', '0']]
}

/** The table's head. */
export const columns: readonly string[] = [
  'strategy',
  'ranks',
  'tokens/s',
  'speed-up',
  'efficiency',
  'of the ceiling',
  'CPU ms a step',
  'communicating',
  'waiting',
  'bytes a rank and step',
]

function table(measured: Measured): Markup {
  return markup`<div class="scroll"><table>
<thead><tr>${columns.map((name) => markup`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${tableRows(measured).map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`
}

function section({ title, caption, svg }: DrawnFigure): Markup {
  return markup`<section>
<h2>${title}</h2>
<p class="soft small">${caption === '' ? nothing : caption}</p>
<figure><div class="scroll">${new Markup(svg)}</div></figure>
</section>`
}
