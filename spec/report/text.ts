/** Text for a terminal or a log: made harmless, wrapped by words, shortened. Widths are in terminal columns. */
import stringWidth from 'fast-string-width'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * One line that no terminal acts on. White space becomes single spaces; control characters become their pictures (ESC is ␛);
 * invisible characters that reorder or hide text become U+FFFD.
 */
export function printable(text: string): string {
  return text
    .replace(/\s+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/\p{Cc}/gu, pictureOf)
    .replace(DECEPTIVE, '\ufffd')
    .trim()
}

/** Invisible characters that reorder or hide what stands around them. */
const DECEPTIVE = /[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu

/** What assay itself tells a terminal: colours, and to erase the line that it rewrites. */
// oxlint-disable-next-line no-control-regex
const OWN_ESCAPES = /(\u001b\[[\d;]*m|\r\u001b\[K)/u

/** Text of several lines, colours and all, in which nothing else is left that a terminal would act on. For all that is written to one. */
export function harmless(text: string): string {
  return text
    .split(OWN_ESCAPES)
    .map((piece, i) => (i % 2 === 1 ? piece : piece.replace(/[^\P{Cc}\n\t]/gu, pictureOf).replace(DECEPTIVE, '\ufffd')))
    .join('')
}

/** The same for the lines of a message that has no colours. */
export function printableLines(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line
        .replace(/\p{Cs}/gu, '\ufffd')
        .replace(/[^\P{Cc}\t]/gu, pictureOf)
        .replace(DECEPTIVE, '\ufffd'),
    )
    .join('\n')
}

/** JSON of a value in which the characters that a terminal would act on are written as escapes: it reads back the same. */
export function harmlessJson(value: unknown, indent?: number): string {
  const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  return JSON.stringify(value, null, indent)
    .replace(/[\u007f-\u009f]/gu, escaped)
    .replace(DECEPTIVE, escaped)
}

/** The picture of a control character: ESC is ␛. U+FFFD for what has none. */
export function pictureOf(character: string): string {
  const code = character.codePointAt(0) ?? NaN
  if (code === 0x7f) return '␡'
  return code < 0x20 ? String.fromCodePoint(0x2400 + code) : '\ufffd'
}

/**
 * Lines of at most `columns` columns, broken between words; a word that is longer is cut. An empty text is one empty line.
 * @param taken columns of the first line that something else has
 */
export function wrap(text: string, columns: number, taken = 0): string[] {
  const lines: string[] = []
  let line = ''
  let width = taken
  for (const { part, width: own } of text.split(' ').flatMap((whole) => cut(whole, columns))) {
    const wider = width + (line === '' ? 0 : 1) + own
    if (wider <= columns) {
      line = line === '' ? part : `${line} ${part}`
      width = wider
    } else {
      lines.push(line)
      line = part
      width = own
    }
  }
  return [...lines, line]
}

/** The parts of a word that fit into `columns`, with their widths; a character that is wider than that stands alone. */
function cut(word: string, columns: number): { readonly part: string; readonly width: number }[] {
  const whole = widthOf(word)
  if (whole <= columns) return [{ part: word, width: whole }]
  const parts: { part: string; width: number }[] = []
  let part = ''
  let width = 0
  for (const { segment } of graphemes.segment(word)) {
    const more = widthOf(segment)
    if (part !== '' && width + more > columns) {
      parts.push({ part, width })
      part = ''
      width = 0
    }
    part += segment
    width += more
  }
  return [...parts, { part, width }]
}

/** The first `count` of some lines; the last ends in an ellipsis if any were left out. */
export function shorten(lines: readonly string[], count: number, columns: number): string[] {
  if (lines.length <= count) return [...lines]
  const kept = lines.slice(0, count)
  const last = kept.pop() ?? ''
  const room = widthOf(`${last} …`) <= columns ? last : last.replace(/\s*\S*$/u, '')
  return [...kept, room === '' ? '…' : `${room} …`]
}

/** `text`, filled with spaces up to `columns`. */
export function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  return /^[ -~]*$/.test(text) ? text.length : stringWidth(text)
}
