/** Text as tokens of GPT-2's vocabulary, cut to its first V. */

/** vocabularySize is an integer in [256, 50256]; each part throws a RangeError that names the function, the rule and the value for another. */
export interface Texts {
  /**
   * Tokens of a text, in [0, V): those of GPT-2's byte-pair tokenizer whose learning was stopped at V tokens. The 256 bytes come first, so that every
   * text has tokens; nothing in it is special. A lone surrogate counts as U+FFFD.
   */
  encodeText(text: string, vocabularySize: number): Int32Array
  /**
   * The text of tokens, which gives back what was encoded; bytes that are no UTF-8 become U+FFFD.
   * @throws RangeError for a token outside [0, V)
   */
  decodeTokens(tokens: ArrayLike<number>, vocabularySize: number): string
}
