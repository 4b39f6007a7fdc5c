/** The two configurations that are timed, and the files through which every contestant gets the same weights and the same batch. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Gpt2Config, MicroBatch } from '../../src/contract/model.ts'
import { initialise } from '../../src/model/initialise.ts'
import { unflatten } from '../../src/model/state-dict.ts'
import { unitsOf } from '../../src/model/units.ts'

/** A model and a micro-batch. */
export interface Problem {
  readonly name: 'tiny' | 'seed'
  readonly config: Gpt2Config
  readonly batch: MicroBatch
  readonly weights: Readonly<Record<string, Float32Array>>
}

/** What a contestant reads: `weights` (float32, the parameters one after the other), `tokens` and `targets` (int32). */
export interface Shape {
  readonly folder: string
  readonly config: Gpt2Config
  readonly rows: number
  readonly length: number
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[]
}

const configurations = {
  tiny: { vocabularySize: 256, contextLength: 16, channels: 32, heads: 4, layers: 2 },
  seed: { vocabularySize: 10_000, contextLength: 128, channels: 256, heads: 8, layers: 6 },
}

/** `tiny`: 8 rows of 16 tokens; `seed`: the submission's model, 8 rows of 128 tokens. Tokens are spread over the vocabulary. */
export function problemOf(name: Problem['name'], rows = 8): Problem {
  const config = configurations[name]
  const count = rows * config.contextLength
  const token = (i: number): number => (i * 7919 + 13) % config.vocabularySize
  const batch = {
    rows,
    length: config.contextLength,
    tokens: Int32Array.from({ length: count }, (_, i) => token(i)),
    targets: Int32Array.from({ length: count }, (_, i) => token(i + 1)),
  }
  // Five times the initial deviation: at their beginning the gradients of attention are next to nothing, and agree with anything.
  const flats = initialise(config, 7).map((flat) => flat.map((x) => (x === 1 ? 1 : 5 * x)))
  return { name, config, batch, weights: unflatten(unitsOf(config), flats) }
}

/** Writes the files and says what stands in them. */
export function writeProblem({ config, batch, weights }: Problem, folder: string): Shape {
  const parameters = unitsOf(config).flatMap((unit) => unit.parameters.map(({ name, shape }) => ({ name, shape })))
  const values = parameters.map(({ name }) => weights[name] ?? new Float32Array())
  writeFileSync(
    join(folder, 'weights'),
    Buffer.concat(values.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength))),
  )
  writeFileSync(join(folder, 'tokens'), batch.tokens)
  writeFileSync(join(folder, 'targets'), batch.targets)
  return { folder, config, rows: batch.rows, length: batch.length, parameters }
}
