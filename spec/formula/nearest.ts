/** The nearest valid word, for messages. */
import { distance } from 'fastest-levenshtein'

/** 'did you mean x?' if a word is close enough to be a slip of the keyboard. */
export function closest(word: string, words: readonly string[]): string | undefined {
  // A long word is no slip, and comparing it with every word would take long
  const near =
    word.length > 60
      ? []
      : words.map((candidate) => ({ candidate, off: slipsBetween(word.toLowerCase(), candidate.toLowerCase()) }))
  const [best] = near.toSorted((a, b) => a.off - b.off)
  const slips =
    best === undefined ? 0 : Math.min(Math.floor(best.candidate.length / 2), 1 + Math.floor(best.candidate.length / 4))
  if (best === undefined || best.off > slips) return undefined
  return `did you mean ${best.candidate}?`
}

/** Letters to add, take away or replace; two neighbours in the wrong order are one slip. */
function slipsBetween(word: string, meant: string): number {
  const edits = distance(word, meant)
  const swapped = Array.from(word, (_, i) => word.slice(0, i) + word.charAt(i + 1) + word.charAt(i) + word.slice(i + 2))
  return swapped.includes(meant) ? Math.min(1, edits) : edits
}

/** At most three of some hyphenated sayings that share words with a sentence, those that share most first. */
export function nearestSayings(sentence: string, sayings: readonly string[]): string[] {
  const said = stemsOf(sentence.slice(0, 400))
  return sayings
    .map((saying) => {
      const stems = stemsOf(saying)
      return { saying, share: stems.filter((stem) => said.includes(stem)).length / Math.sqrt(stems.length || 1) }
    })
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 3)
    .map(({ saying }) => saying)
}

/** The words of a text that carry meaning, without their endings: equal and equals are one. */
function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\d]+/gu) ?? []
  return words.filter((word) => !FILLING.has(word)).map((word) => word.replace(/(?:ally|ing|ed|es|s|ly|e)$/u, ''))
}

const FILLING = new Set([
  'the',
  'a',
  'an',
  'is',
  'are',
  'of',
  'and',
  'or',
  'to',
  'in',
  'it',
  'than',
  'that',
  'be',
  'by',
  'when',
  'at',
])
