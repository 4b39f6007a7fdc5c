/** The report card as one HTML page that needs nothing else: no request, no script but its own, readable without any. */
import { counted } from '../judge/counted.ts'
import { verdictWords, type VerdictWord } from '../judge/verdict.ts'
import { appearances } from './appearance.ts'
import type { ItemReport, ReportCard } from './card.ts'
import type { DrawnFigure } from './figure.ts'
import { markup, Markup, nothing } from './markup.ts'
import { evidenceMarkup } from './page-evidence.ts'
import { pageScript } from './page-script.ts'
import { pageStyle } from './page-style.ts'
import { sourceHash } from './source-hash.ts'

/**
 * @param figures drawn; those of a question stand together, in their order
 * @param truths what is true of a question, and why, by its id
 */
export function reportPage(card: ReportCard, figures: readonly DrawnFigure[], truths: Truths = new Map()): string {
  const policy = `default-src 'none'; style-src '${sourceHash(pageStyle)}'; script-src '${sourceHash(pageScript)}'; base-uri 'none'; form-action 'none'`
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${card.sheet.title}: report card</title>
<style>${new Markup(pageStyle)}</style>
</head>
<body>
${head(card)}
${navigation(card)}
<main>
${card.questions.map((question) => section(card, question, figures, truths.get(question.id)))}
</main>
${foot(card)}
<script>${new Markup(pageScript)}</script>
</body>
</html>
`
  return page.text
}

type Truths = ReadonlyMap<string, Markup>

function head({ sheet, items, counts, points, complete, planned }: ReportCard): Markup {
  const present = verdictWords.filter((word) => counts[word] > 0)
  const starts = present.map((_, i) => present.slice(0, i).reduce((sum, word) => sum + counts[word], 0))
  const label = present.map((word) => `${counts[word]} ${word}`).join(', ')
  return markup`<header>
<h1>${sheet.title}</h1>
<p class="soft">${counted(items.length, 'item')} of <code>${sheet.file}</code>, judged by running them: <b>${rounded(points.earned)} of ${rounded(points.of)} points</b></p>
${complete ? nothing : markup`<p class="incomplete" role="status">This run did not finish: ${items.length} of ${planned} items were judged.</p>`}
<svg class="strip" viewBox="0 0 ${Math.max(1, items.length)} 1" preserveAspectRatio="none" role="img" aria-label="${label}">${present.map(
    (word, i) => markup`<rect class="${classOf(word)}" x="${starts[i] ?? 0}" y="0" width="${counts[word]}" height="1"/>`,
  )}</svg>
<ul class="counts">${verdictWords.map(
    (word) =>
      markup`<li class="${classOf(word)}${counts[word] === 0 ? ' none' : ''}" title="${appearances[word].means}">${mark(word)} <b>${counts[word]}</b> ${word}</li>`,
  )}</ul>
</header>`
}

function navigation({ questions, items }: ReportCard): Markup {
  const links = questions.map((question, i) => {
    const own = items.filter((item) => item.question === question.id)
    return markup`<li><a href="#question-${i}" title="${question.title}">${question.id} <span aria-hidden="true">${own.map(({ verdict }) => mark(verdict.word))}</span></a></li>`
  })
  return markup`<nav aria-label="Questions"><ul>${links}<li class="open"><button type="button" hidden>Open all evidence</button></li></ul></nav>`
}

function section(
  card: ReportCard,
  question: ReportCard['questions'][number],
  figures: readonly DrawnFigure[],
  truth: Markup | undefined,
): Markup {
  const own = figures.filter((figure) => figure.question === question.id)
  const name = `question-${card.questions.indexOf(question)}`
  return markup`<section id="${name}" aria-labelledby="${name}-title">
<h2 id="${name}-title">${question.id} · ${question.title}</h2>
<p class="soft">${question.asks}</p>
${
  truth === undefined
    ? nothing
    : markup`<details class="truth"><summary>What is true, and why</summary>
${truth}</details>`
}
${own.map(figureMarkup)}
${card.items.filter((item) => item.question === question.id).map((item) => itemMarkup(card, item))}
</section>
`
}

function figureMarkup({ title, caption, svg }: DrawnFigure): Markup {
  return markup`<figure><b>${title}</b><div class="scroll" tabindex="0" role="group" aria-label="${title}">${new Markup(svg)}</div><figcaption>${caption}</figcaption></figure>`
}

function itemMarkup(card: ReportCard, item: ItemReport): Markup {
  const { word, reason } = item.verdict
  const claims = item.claims.filter((claim) => claim !== item.text)
  const contradicts = item.contradicts.map((id, i) => markup`${i === 0 ? '' : ', '}${linkTo(card, id)}`)
  return markup`<article class="item ${classOf(word)}" id="item-${card.items.indexOf(item)}">
<h3><span class="id">${item.id}</span>${item.text}</h3>
<p class="badge" title="${appearances[word].means}">${mark(word)} ${word}</p>
<p class="earned">${rounded(item.points.earned)} of ${rounded(item.points.of)}</p>
${claims.length === 0 ? nothing : markup`<p class="claims">${claims.map((claim) => markup`<code>${claim}</code>`)}</p>`}
<p class="reason">${reason}</p>
${item.contradicts.length === 0 ? nothing : markup`<p class="small soft">Contradicts ${contradicts}.</p>`}
${item.supplied.length === 0 ? nothing : markup`<p class="small soft">Supplied by the question: ${item.supplied.join('; ')}.</p>`}
${item.evidence.length === 0 ? nothing : markup`<details><summary>Evidence</summary>${item.evidence.map(evidenceMarkup)}</details>`}
</article>
`
}

function linkTo(card: ReportCard, id: string): Markup {
  const at = card.items.findIndex((item) => item.id === id)
  return at < 0 ? markup`${id}` : markup`<a href="#item-${at}">${id}</a>`
}

function foot({ assay, seed, date, elapsedMs, versions }: ReportCard): Markup {
  const libraries = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ')
  return markup`<footer>assay ${assay}, seed ${seed}, ${date}, ${rounded(elapsedMs / 1000)} s${libraries === '' ? '' : `, with ${libraries}`}</footer>`
}

function mark(word: VerdictWord): Markup {
  return markup`<span class="mark ${classOf(word)}" aria-hidden="true">${appearances[word].mark}</span>`
}

function classOf(word: VerdictWord): string {
  return word.replace(' ', '-')
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100
}
