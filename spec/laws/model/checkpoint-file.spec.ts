/** Parameters in files: written whole or not at all, read back bit for bit, refused when the file is another's. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadGpt2, saveGpt2 } from '../../../src/model/checkpoint-file.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { decodeSafetensors, encodeSafetensors } from '../../../src/model/safetensors.ts'
import { shapesOf } from './oracle.ts'

const config = { vocabularySize: 11, contextLength: 5, channels: 8, heads: 2, layers: 2 }
const flats = initialise(config, 3)
const folder = mkdtempSync(join(tmpdir(), 'assay-gpt2-'))
const path = (name: string): string => join(folder, name)

afterAll(() => rmSync(folder, { recursive: true }))

test('every parameter comes back bit for bit, under the names of the published checkpoints', async () => {
  await saveGpt2(path('a.safetensors'), config, flats)
  expect(await loadGpt2(path('a.safetensors'), config)).toEqual(flats)
  const { tensors } = decodeSafetensors(readFileSync(path('a.safetensors')))
  expect(Object.keys(tensors).toSorted()).toEqual(
    shapesOf(config)
      .map(([name]) => name)
      .toSorted(),
  )
  expect(readdirSync(folder)).toEqual(['a.safetensors'])
})

test('a published checkpoint fits without renaming: masks and a tied head are passed over, a prefix is taken off', async () => {
  const { tensors } = decodeSafetensors(readFileSync(path('a.safetensors')))
  const published = {
    ...Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [`transformer.${name}`, tensor])),
    'transformer.h.0.attn.bias': { shape: [1, 1, 5, 5], values: new Float32Array(25) },
    'lm_head.weight': tensors['wte.weight'] ?? { shape: [], values: [] },
  }
  writeFileSync(path('published.safetensors'), Buffer.concat(encodeSafetensors({ tensors: published })))
  expect(await loadGpt2(path('published.safetensors'), config)).toEqual(flats)
  const untied = { ...published, 'lm_head.weight': { shape: [11, 8], values: new Float32Array(88) } }
  writeFileSync(path('untied.safetensors'), Buffer.concat(encodeSafetensors({ tensors: untied })))
  await expect(loadGpt2(path('untied.safetensors'), config)).rejects.toThrow('lm_head.weight differs')
})

test('truncated, foreign and misshapen files are refused with the reason, and left alone', async () => {
  const whole = readFileSync(path('a.safetensors'))
  for (const length of [0, 7, 100, whole.length - 1]) {
    writeFileSync(path('cut'), whole)
    truncateSync(path('cut'), length)
    await expect(loadGpt2(path('cut'), config)).rejects.toThrow(/cut.*(truncated|no JSON)/)
    expect(readFileSync(path('cut'))).toEqual(whole.subarray(0, length))
  }
  writeFileSync(path('text'), 'not a checkpoint at all, just a text')
  await expect(loadGpt2(path('text'), config)).rejects.toThrow('no safetensors file')
  await expect(loadGpt2(path('a.safetensors'), { ...config, channels: 12 })).rejects.toThrow(
    'wte.weight must have shape [11, 12], got [11, 8]',
  )
  await expect(loadGpt2(path('a.safetensors'), { ...config, layers: 3 })).rejects.toThrow('h.2.ln_1.weight [8] is missing')
  await expect(loadGpt2(path('a.safetensors'), { ...config, layers: 1 })).rejects.toThrow('no parameter h.1.ln_1.weight')
  await expect(loadGpt2(path('nowhere'), config)).rejects.toThrow('ENOENT')
})

test('a file that cannot be written leaves the old one, and no draft', async () => {
  const before = readdirSync(folder)
  await expect(saveGpt2(path('a.safetensors'), config, flats.slice(1))).rejects.toThrow('unit')
  await expect(saveGpt2(join(folder, 'no', 'such', 'folder'), config, flats)).rejects.toThrow('ENOENT')
  await expect(saveGpt2(folder, config, flats)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/)
  expect(readdirSync(folder)).toEqual(before)
  expect(await loadGpt2(path('a.safetensors'), config)).toEqual(flats)
})
