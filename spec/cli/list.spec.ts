/** What `assay list` names can be found. */
import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { catalogue } from '../laws/index.ts'
import { questions } from '../questions/index.ts'
import { listCommand } from './list.ts'

test('every spec is listed, and for every question the page that explains its truth', () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  listCommand().parse([], { from: 'user' })
  const text = write.mock.calls.map(([chunk]) => String(chunk)).join('')
  write.mockRestore()
  const lines = text.split('\n')
  for (const { id } of Object.values(catalogue).flat()) expect(lines).toContain(id)
  const pages = [...text.matchAll(/what is true, and why: (.*)/g)].map(([, file = '']) => file)
  expect(pages.map((file) => existsSync(file))).toEqual(questions.map(() => true))
})
