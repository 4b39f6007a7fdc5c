/** How each verdict looks and what it means, in the terminal and on the page alike. */
import { styleText } from 'node:util'
import type { VerdictWord } from '../judge/verdict.ts'

export interface Appearance {
  readonly mark: string
  readonly colour: 'green' | 'cyan' | 'blue' | 'gray' | 'yellow' | 'magenta' | 'red'
  /** What the word says of a claim. */
  readonly means: string
}

export const appearances: Readonly<Record<VerdictWord, Appearance>> = {
  holds: { mark: '✓', colour: 'green', means: 'true under every tested condition' },
  conditional: { mark: '◐', colour: 'cyan', means: 'true exactly under the conditions given' },
  loose: { mark: '≤', colour: 'blue', means: 'a true bound that is not tight' },
  'not offered': { mark: '·', colour: 'gray', means: 'nothing here that a spec can judge' },
  undecided: { mark: '?', colour: 'yellow', means: 'neither was shown: the budget was spent, or no comparison was made' },
  contradictory: { mark: '↯', colour: 'magenta', means: 'cannot be true together with another item of the sheet' },
  refuted: { mark: '✗', colour: 'red', means: 'false, with a counter-example' },
}

export type Style = Appearance['colour'] | 'bold' | 'dim'

/** Colours a text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

export function painter(colour: boolean): Paint {
  return (style, text) => (colour && text !== '' ? styleText(style, text, { validateStream: false }) : text)
}

/** Whether to write colour to a stream: only to a terminal that knows it, and not against the reader's wish (no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Readonly<Record<string, string | undefined>>): boolean {
  return stream.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
}
