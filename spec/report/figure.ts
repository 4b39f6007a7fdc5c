/** What all figures share: a question, words, a size, and the way from marks to an SVG that stands alone or in the page. */
import type * as Plot from '@observablehq/plot'
import type { Answer } from '../questions/question.ts'
import { watched } from '../judge/every-part.ts'
import type { Subject } from '../judge/subject.ts'
import { escapeText } from './markup.ts'
import { figureStyle } from './figure-style.ts'

/** The library, passed in: it is loaded only when a figure is drawn. */
export type Plotting = typeof Plot

/** What one question shows of a subject. */
export interface Figure {
  readonly question: string
  /** What one sees, as a sentence. */
  readonly title: string
  /** How to read it, and what was computed. */
  readonly caption: string
  /**
   * The marks, or `undefined` if the subject lacks the parts that the figure asks.
   * @param answers what the sheet says to the question: drawn beside what is true
   */
  draw(plot: Plotting, subject: Subject, answers: readonly Answer[]): Plot.PlotOptions | undefined
}

/** A figure of the report, drawn. */
export interface DrawnFigure extends Pick<Figure, 'question' | 'title' | 'caption'> {
  /** An SVG element for an HTML page whose style sheet has `figureStyle`. */
  readonly svg: string
}

const WIDTH = 820

/**
 * Draws those figures for which the subject has the parts.
 * @param answersTo what the sheet says to a question
 */
export async function drawFigures(
  figures: readonly Figure[],
  subject: Subject,
  answersTo: (question: string) => readonly Answer[] = () => [],
): Promise<DrawnFigure[]> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom/worker')])
  // The parts as specs see them: what a spec has run is remembered of these (see `judge/trace.ts`), and is what is drawn.
  const parts = watched(subject, Object.keys(subject) as (keyof Subject)[])
  return figures.flatMap((figure) => {
    const options = figure.draw(plot, parts, answersTo(figure.question))
    if (options === undefined) return []
    const { document } = parseHTML('<html><body></body></html>')
    const element = plot.plot({ width: WIDTH, marginTop: 30, marginBottom: 44, ...options, document })
    const { question, title, caption } = figure
    return [{ question, title, caption, svg: ownStyleOnly(element, title) }]
  })
}

/** As much of the DOM as is used here; the compiler is not told of browsers. */
interface Drawn {
  readonly outerHTML: string
  remove(): void
  setAttribute(name: string, value: string): void
  removeAttribute(name: string): void
  querySelectorAll(selector: string): Iterable<Drawn>
}

/** Takes the library's styles off, which a strict page forbids; `figureStyle` says it all. */
function ownStyleOnly(svg: Drawn, title: string): string {
  for (const style of svg.querySelectorAll('style')) style.remove()
  for (const element of [svg, ...svg.querySelectorAll('[style]')]) element.removeAttribute('style')
  svg.setAttribute('class', 'figure')
  svg.setAttribute('role', 'img')
  svg.setAttribute('aria-label', title)
  svg.removeAttribute('fill')
  return svg.outerHTML.replaceAll('&nbsp;', '&#160;')
}

/** The figure as a file: an SVG document with its style, title and name space. */
export function svgDocument({ svg, title }: DrawnFigure): string {
  const inside = `<title>${escapeText(title)}</title><style>${figureStyle}.figure { background: var(--ground) }</style>`
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    const named = attributes.replace(/ xmlns(:\w+)?="[^"]*"/g, '')
    return `<svg xmlns="http://www.w3.org/2000/svg"${named}>${inside}`
  })}\n`
}

/** `count` points from `low` to `high`, equally far apart in ratio. */
export function logSpaced(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => low * (high / low) ** (i / (count - 1)))
}

/** Tick labels of a log axis in plain digits: the library's own would be SI prefixes, 400m for 0.4. */
export function plainTick(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: 6 }).replaceAll(',', '\u202f')
}
