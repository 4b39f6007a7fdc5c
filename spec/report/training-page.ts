/** The summary of a training run as one HTML page that needs nothing else: what it was, and its curves. */
import type { Metrics } from '../../src/train/metrics.ts'
import { drawFigures, type DrawnFigure, type Figure } from './figure.ts'
import { markup, Markup, nothing } from './markup.ts'
import { pageStyle } from './page-style.ts'
import { trainingFigures } from './training-figures.ts'
import { sourceHash } from './source-hash.ts'

/** What the page says besides the curves. */
export interface TrainingSummary {
  readonly title: string
  /** Name and value, in the order in which they stand. */
  readonly facts: readonly (readonly [string, string])[]
  readonly warning?: string | undefined
  readonly sampleBefore?: string | undefined
  readonly sampleAfter?: string | undefined
}

/**
 * Draws the page.
 * @param metrics one a step, at least one
 * @param ranks figures of the last step, rank by rank
 */
export async function trainingPage(
  summary: TrainingSummary,
  metrics: readonly Metrics[],
  ranks: readonly Figure[] = [],
): Promise<string> {
  const drawn = await drawFigures([...trainingFigures(metrics), ...ranks], { name: 'training', url: import.meta.url })
  const policy = `default-src 'none'; style-src '${sourceHash(pageStyle)}'; base-uri 'none'; form-action 'none'`
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${summary.title}</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
<header>
<h1>${summary.title}</h1>
${summary.warning === undefined ? nothing : markup`<p class="incomplete" role="status">${summary.warning}</p>`}
<dl>${summary.facts.map(([name, value]) => markup`<dt class="soft">${name}</dt><dd>${value}</dd>`)}</dl>
</header>
<main>
${drawn.map(section)}
${sample('What it writes before the first step', summary.sampleBefore)}
${sample('What it writes now', summary.sampleAfter)}
</main>
</body>
</html>
`.text
}

function section({ title, caption, svg }: DrawnFigure): Markup {
  return markup`<section>
<h2>${title}</h2>
<p class="soft small">${caption}</p>
<figure>${new Markup(svg)}</figure>
</section>`
}

function sample(title: string, text: string | undefined): Markup {
  if (text === undefined) return nothing
  return markup`<section><h2>${title}</h2><p class="data">${text}</p></section>`
}
