/** The first steps' micro-batches of a text, in order: what strategies are compared on. */
import type { MicroBatch } from '../../src/contract/model.ts'
import type { TrainingConfig } from '../../src/contract/train.ts'
import { countRows, nextTokenBatch } from '../../src/data/next-token.ts'
import { corpusOf, readText } from '../../src/text/corpus.ts'
import { tokenizer } from '../../src/text/tokenizer.ts'

/** Rows one after the other, from the beginning again when the text is used up. */
export async function firstBatches(config: TrainingConfig, steps: number): Promise<MicroBatch[][]> {
  const { microBatches, rows, model } = config
  const { training } = corpusOf(await readText(), tokenizer(model.vocabularySize), config.validationShare)
  const stream = { tokens: training, length: model.contextLength }
  const all = countRows(stream)
  return Array.from({ length: steps }, (_, step) =>
    Array.from({ length: microBatches }, (__, m) => {
      const first = (step * microBatches + m) * rows
      return nextTokenBatch(
        stream,
        Array.from({ length: rows }, (___, row) => (first + row) % all),
      )
    }),
  )
}
