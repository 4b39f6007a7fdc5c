/** The parameters of a GPT-2 as a safetensors file, under the names of the published checkpoints. */
import { randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import type { Gpt2Config } from '../contract/model.ts'
import { decodeSafetensors, encodeSafetensors, SafetensorsError } from './safetensors.ts'
import { flatten, unflatten } from './state-dict.ts'
import { unitsOf } from './units.ts'

/** What published checkpoints hold besides parameters: the causal mask of each block, as a buffer. */
const buffer = /^h\.\d+\.attn\.(bias|masked_bias)$/

/**
 * Writes the parameters, whole or not at all: a reader sees the old file, or the new one, never a part.
 * @param flats one flat array a unit, in the order of `unitsOf`
 * @throws what the file system says; the file at `path` is then as it was
 */
export async function saveGpt2(path: string, config: Gpt2Config, flats: readonly Float32Array[]): Promise<void> {
  const units = unitsOf(config)
  const arrays = unflatten(units, flats)
  const tensors = units.flatMap(({ parameters }) =>
    parameters.map(({ name, shape }) => [name, { shape, values: arrays[name] ?? [] }] as const),
  )
  const pieces = encodeSafetensors({ tensors: Object.fromEntries(tensors), metadata: { format: 'pt' } })
  const draft = `${path}.${randomUUID()}.part`
  try {
    const file = await open(draft, 'wx')
    try {
      for (const piece of pieces) await file.writeFile(piece)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/**
 * Reads the parameters, one flat array a unit. Names may have the prefix `transformer.`; a `lm_head.weight` must equal wte.
 * @throws SafetensorsError when the file is truncated, foreign, or does not fit the configuration; the file is left alone
 */
export async function loadGpt2(path: string, config: Gpt2Config): Promise<Float32Array[]> {
  const { tensors } = named(path, decodeSafetensors, await readFile(path))
  const weights = Object.fromEntries(
    Object.entries(tensors)
      .map(([name, tensor]) => [name.replace(/^transformer\./, ''), tensor] as const)
      .filter(([name]) => !buffer.test(name)),
  )
  const { 'lm_head.weight': head, ...parameters } = weights
  const wte = parameters['wte.weight']
  if (
    head !== undefined &&
    !(head.values.length === wte?.values.length && Array.from(head.values).every((x, i) => x === wte.values[i]))
  ) {
    throw new SafetensorsError(`loadGpt2: ${path}: lm_head.weight differs from wte.weight: this model ties them`)
  }
  const units = unitsOf(config)
  for (const { name, shape } of units.flatMap((unit) => unit.parameters)) {
    const got = parameters[name]?.shape
    if (got !== undefined && got.join() !== shape.join()) {
      throw new SafetensorsError(`loadGpt2: ${path}: ${name} must have shape [${shape.join(', ')}], got [${got.join(', ')}]`)
    }
  }
  return named(
    path,
    (arrays) => flatten(units, arrays),
    Object.fromEntries(Object.entries(parameters).map(([name, { values }]) => [name, values])),
  )
}

/** Adds the file's name to what is said about its content. */
function named<A, B>(path: string, read: (content: A) => B, content: A): B {
  try {
    return read(content)
  } catch (error) {
    throw new SafetensorsError(`loadGpt2: ${path}: ${(error as Error).message}`, { cause: error })
  }
}
