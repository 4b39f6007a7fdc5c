/** Nothing reaches a terminal raw, from no source; and what fails while assay loads is its own fault. */
import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seed } from '../judge/seed.ts'
import { harmless, harmlessJson, printableLines } from '../report/text.ts'
import { text } from '../sheet/from-schema.ts'
import { assayHere, cli, inFolder } from './cli-under-test.ts'

const HOSTILE = '\u001b[31m\u001b]0;owned\u0007\u009b2J\u202eevil\u2066'
const RAW = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/u

test('harmless keeps lines, tabs and our own colours, and nothing else that a terminal acts on', () => {
  fc.assert(
    fc.property(text, (written) => {
      // oxlint-disable-next-line no-control-regex
      expect(harmless(written).replaceAll(/\u001b\[[\d;]*m|\r\u001b\[K|\t/gu, '')).not.toMatch(RAW)
      expect(printableLines(written).replaceAll('\t', '')).not.toMatch(RAW)
    }),
    { seed, numRuns: 200, examples: [[HOSTILE]] },
  )
  expect(harmless('\u001b[31mred\u001b[39m\n')).toBe('\u001b[31mred\u001b[39m\n')
})

test('JSON for a terminal has no such character either, and reads back the same', () => {
  fc.assert(
    fc.property(text, (written) => {
      expect(harmlessJson(written)).not.toMatch(RAW)
      expect(JSON.parse(harmlessJson(written))).toBe(written)
    }),
    { seed, numRuns: 200, examples: [[HOSTILE]] },
  )
})

const sheet = (title: string): string =>
  `assay: 1\ntitle: ${JSON.stringify(title)}\nquestions: { q5: { items: { a: { text: ${JSON.stringify(title)}, mle: k / n } } } }\n`

test('names of files, options, titles and messages of modules are shown, not obeyed', async () => {
  const module = `console.log(${JSON.stringify(HOSTILE)}); export default { [${JSON.stringify(HOSTILE)}]: 1, mle() { throw new Error(${JSON.stringify(HOSTILE)}) } }`
  const python = `import torch\nx = '''${HOSTILE}\n`
  const name = `a${HOSTILE.replaceAll('/', '')}`
  const files = { 'title.yaml': sheet(HOSTILE.replaceAll('\u009b', '')), [`${name}.yaml`]: sheet('t'), [`${name}.py`]: python }
  await inFolder({ ...files, 'mine.js': module, [`${name}.js`]: module }, async (folder) => {
    const runs = []
    for (const words of [
      ['grade', `${name}.yaml`, '--out', `out${HOSTILE}`],
      ['grade', 'title.yaml'],
      [`grade${HOSTILE}`],
      ['loop', `${name}.py`],
      ['check', 'mine.js', '--spec', 'maximum-likelihood'],
      ['check', `${name}.js`, '--spec', HOSTILE],
    ])
      runs.push(await assayHere(folder, ...words))
    for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toMatch(RAW)
    expect(runs.map(({ exitCode }) => exitCode).filter((code) => code !== 0 && code !== 1 && code !== 2)).toEqual([])
  })
})

test.each([
  ['grade', `none${HOSTILE}`],
  ['grade', `--${HOSTILE}`],
  ['grade', '--question', HOSTILE],
  ['grade', '--seed', HOSTILE],
  ['init', `no/such/${HOSTILE}`],
  ['check', `mutant:${HOSTILE}`],
  ['train', '--config', HOSTILE],
  ['lab', HOSTILE],
])('words that make no sense are shown, not obeyed: %s', async (...words) => {
  const { exitCode, stderr } = await assayHere('.', ...words)
  expect(stderr).not.toMatch(RAW)
  expect(exitCode).toBe(2)
})

test.each([
  ['while assay loads', 'import "./not-there.js"', 'not-there.js'],
  // no words: nothing that a command line could be given
  [
    'in assay',
    `import { answerTo } from '${new URL('command-line.js', import.meta.url).href}'; await answerTo(null)`,
    'cli/command-line.ts:',
  ],
])('what fails %s ends with exit code 3, not with that of a gate, and says where in the sources', async (_when, code, where) => {
  await inFolder({ 'package.json': '{ "type": "module" }', 'command-line.js': `${code}\n` }, (folder) => {
    cpSync(cli, join(folder, 'main.js'))
    const { status, stderr } = spawnSync(process.execPath, [join(folder, 'main.js'), 'grade'], { encoding: 'utf8' })
    expect(stderr).toContain('internal error, please report it')
    expect(stderr).toContain(where)
    expect(status).toBe(3)
  })
})
