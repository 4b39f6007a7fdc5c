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
