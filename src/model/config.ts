/** Checks that a GPT-2's shape makes sense before anything is computed with it. */
import type { Gpt2Config, MicroBatch } from '../contract/model.ts'

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

/**
 * Checks a batch against a configuration.
 * @throws RangeError that names the field, the rule and what was given
 */
export function checkBatch({ vocabularySize, contextLength }: Gpt2Config, batch: MicroBatch): void {
  const { rows, length, tokens, targets } = batch
  if (!Number.isSafeInteger(rows) || rows < 1) throw new RangeError(`gpt2: rows must be a positive integer, got ${rows}`)
  if (!Number.isSafeInteger(length) || length < 1 || length > contextLength) {
    throw new RangeError(`gpt2: length must be an integer from 1 to contextLength = ${contextLength}, got ${length}`)
  }
  for (const [name, ids] of [
    ['tokens', tokens],
    ['targets', targets],
  ] as const) {
    if (ids.length !== rows * length) {
      throw new RangeError(`gpt2: ${name} must have rows x length = ${rows * length} ids, got ${ids.length}`)
    }
    const wrong = ids.findIndex((id) => !(id >= 0 && id < vocabularySize) && !(name === 'targets' && id === ignoredTarget))
    if (wrong >= 0) {
      const allowed = name === 'targets' ? ` (or ${ignoredTarget} in targets, to ignore it)` : ''
      throw new RangeError(`gpt2: ${name}[${wrong}] must be from 0 to ${vocabularySize - 1}${allowed}, got ${ids[wrong]}`)
    }
  }
}

/** The target of a position that the loss leaves out, as PyTorch's cross_entropy has it. */
const ignoredTarget = -100
