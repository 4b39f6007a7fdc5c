/** Checks that a GPT-2's shape makes sense before anything is computed with it. */
import type { Gpt2Config } from '../contract/model.ts'

/**
 * Returns the configuration, checked.
 * @throws RangeError that names the field, the rule and what was given
 */
export function checkConfig(config: Gpt2Config): Gpt2Config {
  for (const field of ['vocabularySize', 'contextLength', 'channels', 'heads', 'layers'] as const) {
    const value: unknown = config[field]
    if (!Number.isSafeInteger(value) || Number(value) < 1) {
      throw new RangeError(`gpt2: ${field} must be a positive integer, got ${String(value)}`)
    }
  }
  const { channels, heads, dropout = 0 } = config
  if (channels % heads !== 0) {
    throw new RangeError(`gpt2: channels must be a multiple of heads, got ${channels} channels and ${heads} heads`)
  }
  if (!(dropout >= 0 && dropout < 1)) throw new RangeError(`gpt2: dropout must be in [0, 1), got ${dropout}`)
  return config
}
