/** The page that explains a truth, from Markdown of ours to markup of the report. Loaded when a report is written: the renderer is. */
import { Marked, Renderer, type Tokens } from 'marked'
import { escapeText, Markup, markup } from './markup.ts'

/** Headings below that of the question, whose own it is not told again; tables that scroll; nothing that is HTML already. */
class OnReport extends Renderer {
  override heading(token: Tokens.Heading): string {
    return token.depth === 1 ? '' : super.heading({ ...token, depth: token.depth + 1 })
  }

  override table(token: Tokens.Table): string {
    const columns = token.header.map(({ text }) => text).join(', ')
    return markup`<div class="scroll" tabindex="0" role="group" aria-label="${columns}">${new Markup(super.table(token))}</div>`
      .text
  }

  override html({ text }: Tokens.HTML | Tokens.Tag): string {
    return escapeText(text)
  }
}

const marked = new Marked().setOptions({ gfm: true, renderer: new OnReport() })

/** @param text a page in Markdown, of this project: links and images are not expected in it */
export function truthMarkup(text: string): Markup {
  return new Markup(marked.parse(text, { async: false }))
}
