/** How a page's policy names the styles and scripts that it allows. */
import { createHash } from 'node:crypto'

/** The source expression of a text, without its quotes: sha256-... */
export function sourceHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
