/** The README is true: its commands run as printed, its example is the file that it names, its figures are the ones that come out. The card that it shows is judged where it is graded. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { assayHere } from './cli/cli-under-test.ts'
import { version } from './cli/exit.ts'
import { f1 } from './questions/example.ts'
import { questions } from './questions/index.ts'
import { readSheet } from './sheet/answer-sheet.ts'
import { grade } from './sheet/grade.ts'
import { seed } from './judge/seed.ts'
import reference from './subjects/reference.ts'
import { allMutants, allVariants } from './laws/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

function blocks(language: string): string[] {
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text)
}

const commands = blocks('sh').flatMap((block) => block.trim().split('\n'))
/** Installing would pull the floor away from under this test; CI runs these two in a clone of its own. */
const installing = ['npm ci && npm run grade', 'npm cit']

describe('the commands', () => {
  let folder = ''
  beforeAll(() => {
    // Inside the clone, where npm finds the scripts, and where git looks away.
    mkdirSync(join(root, 'report'), { recursive: true })
    folder = mkdtempSync(join(root, 'report', 'readme-'))
    cpSync(join(root, 'spec/sheets'), join(folder, 'spec/sheets'), { recursive: true })
    writeFileSync(join(folder, 'mine.ts'), blocks('ts')[0] ?? '')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('start with the two that do all the set-up', () => {
    expect(commands.slice(0, 2)).toEqual(installing)
  })

  test.each(commands.filter((command) => !installing.includes(command)))('%s', async (command) => {
    const [, words = expect.fail(`expected npx assay ..., got ${command}`), otherwise] =
      /^npx assay (.*?)( \|\| echo .*)?$/.exec(command) ?? []
    const { exitCode, stderr, stdout } = await assayHere(folder, ...words.split(' '))
    expect(exitCode, stderr + stdout).toBe(otherwise === undefined ? 0 : 1)
    expect(stdout).not.toBe('')
  })

  test('npx finds assay, and npm run grade is assay grade', () => {
    const said = (command: string, ...args: readonly string[]): string =>
      spawnSync(command, args, { cwd: folder, encoding: 'utf8' }).stdout
    expect(said(join(root, 'node_modules', '.bin', 'assay'), '--version')).toBe(`${version}\n`)
    expect(said('npm', 'run', '--silent', 'grade', '--', '--help')).toContain('Usage: assay grade [options] [sheet]')
  })
})

test('the law of a stranger, written with what the package exports, judges as is told', async () => {
  mkdirSync(join(root, 'report'), { recursive: true })
  const folder = mkdtempSync(join(root, 'report', 'law-')) // inside the package, which may import itself by name
  const [law = ''] = blocks('js')
  const file = join(folder, 'law.mjs')
  writeFileSync(file, law)
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  try {
    await import(/* @vite-ignore */ pathToFileURL(file).href)
    expect(said.mock.calls.map(([line]) => String(line))).toEqual([
      expect.stringMatching(/^the reference: holds: for all 0 <= k <= n/),
      expect.stringMatching(/^mine: refuted: the sum: expected 1, got \d.* at \[\d+,\d+\]$/),
    ])
  } finally {
    said.mockRestore()
    rmSync(folder, { recursive: true, force: true })
  }
})

describe('the worked example', () => {
  test('is the file that it names, in fewer than 100 lines', () => {
    const file = readFileSync(join(root, 'spec/questions/example.ts'), 'utf8')
    expect(blocks('ts')[1]).toBe(file)
    expect(file.split('\n').length).toBeLessThan(100)
  })

  test('gets the verdicts that are promised', async () => {
    const sheet = readSheet(blocks('yaml')[1] ?? '', 'example.yaml', [f1])
    const verdicts = []
    for await (const { verdict } of grade(sheet, reference, { seed })) verdicts.push([verdict.word, verdict.trueWhen])
    expect(verdicts).toEqual(
      [
        ['refuted', 'never'],
        ['holds', 'always'],
        ['conditional', 'errors = balanced'],
      ].map(([word, when]) => [word, word === 'holds' ? undefined : when]),
    )
  })
})

test('the sheet that is shown can be read', () => {
  expect(readSheet(blocks('yaml')[0] ?? '', 'shown.yaml', questions).questions).toHaveLength(2)
})

test('the kill matrix has at least the size that is told', async () => {
  const [mutants, variants] = await Promise.all([allMutants(), allVariants()])
  const [, faulty, right] = /(\d+) faulty subjects[^]*?(\d+) right variants/.exec(readme) ?? []
  expect(mutants.length).toBeGreaterThanOrEqual(Number(faulty))
  expect(variants.length).toBeGreaterThanOrEqual(Number(right))
})
