/** What `assay list` names can be found. */
import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalogue } from '../laws/index.ts'
import { questions } from '../questions/index.ts'
import reference from '../subjects/reference.ts'
import { assayHere } from './cli-under-test.ts'

test('every law is listed, and for every question the page that explains its truth', async () => {
  const { stdout } = await assayHere('.', 'list')
  const lines = stdout.split('\n')
  for (const { id } of Object.values(catalogue).flat()) expect(lines).toContain(id)
  const pages = [...stdout.matchAll(/what is true, and why: (.*)/g)].map(([, file = '']) => file)
  expect(pages.map((file) => existsSync(file))).toEqual(questions.map(() => true))
})

test('every part that a law needs is listed, with where it is described', async () => {
  const { stdout } = await assayHere('.', 'list', '--parts')
  const { stdout: json } = await assayHere('.', 'list', '--parts', '--json')
  const parts = (JSON.parse(json) as readonly { readonly part: string }[]).map(({ part }) => part)
  expect(parts).toContain('mle')
  expect(parts.filter((part) => !(part in reference))).toEqual([])
  const lines = stdout.trimEnd().split('\n')
  expect(lines.slice(0, -1).map((line) => line.split(' ')[0])).toEqual(parts)
  expect(existsSync(lines.at(-1)?.split(': ')[1] ?? '')).toBe(true)
})
