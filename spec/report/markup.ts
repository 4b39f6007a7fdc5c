/** HTML and XML made of text that nobody vouches for: everything is escaped unless it is markup already. */
import { pictureOf } from './text.ts'

/** A piece of markup, which goes into a page as it is. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Markup | readonly Markup[]

/** Markup from a template: strings and numbers that are put in are escaped, so they cannot become elements or leave their attribute. */
export function markup(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = parts.map((part) => {
    if (part instanceof Markup) return part.text
    return typeof part === 'object' ? part.map(({ text }) => text).join('') : escapeText(String(part))
  })
  return new Markup(String.raw({ raw: template }, ...texts))
}

export const nothing = new Markup('')

const references: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/**
 * Text for an element, or a quoted attribute, of HTML or XML 1.0. Line ends and tabs become references, as attributes lose them;
 * what XML cannot hold even so is replaced: control characters by their pictures, lone surrogates and non-characters by U+FFFD.
 */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'\p{Cc}\p{Cs}\ufffe\uffff]/gu, (c) => {
    if (c === '\n' || c === '\r' || c === '\t') return `&#${c.charCodeAt(0)};`
    return references[c] ?? pictureOf(c)
  })
}
