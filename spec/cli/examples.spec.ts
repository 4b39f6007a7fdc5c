/** The examples that `--help` shows: every one is understood, and those that take no more than seconds and a file run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { assayHere } from './cli-under-test.ts'
import { commands } from './command-line.ts'

const MINE = 'export default { mle: (k, n) => k / (n + 1) }'
const files: Readonly<Record<string, string>> = {
  'my-implementation.ts': MINE,
  'mine.js': MINE,

  'answers.yaml': 'assay: 1\ntitle: mine\nquestions: { q5: { items: { a: { mle: k / n } } } }\n',
}
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-examples-'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Whose examples run: the others train, measure, or judge for long. */
const QUICK = /^(check (?!--process)|schema|list|init ada|mutants --only)/

const loaded = await Promise.all(Object.values(commands).map((load) => load()))

const examples = loaded.flatMap((command) => family(command)).flatMap((command) => examplesOf(command))

/** A command, and those below it. */
function family(command: Command): Command[] {
  return [command, ...command.commands.flatMap(family)]
}

/** The words after `assay`, up to a comment or to where the shell takes over. */
function examplesOf(command: Command): string[] {
  let help = ''
  command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
  return [...help.matchAll(/^ {2}assay (.*?)(?: {3,}.*| [|>] .*)?$/gm)].map(([, words = '']) => words)
}

/** As a shell takes them apart. */
function wordsOf(line: string): string[] {
  return (line.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''))
}

test('every command shows examples', () => {
  const shown = new Set(examples.map((line) => line.split(' ')[0]))
  expect(Object.keys(commands).filter((name) => !shown.has(name))).toEqual([])
})

test.each(examples.filter((line) => !QUICK.test(line)))('assay %s is understood', async (line) => {
  const [name = '', ...words] = wordsOf(line)
  const command = loaded[Object.keys(commands).indexOf(name)] ?? expect.fail(`no command ${name}`)
  let ran = false
  for (const each of family(command)) each.exitOverride().action(() => void (ran = true))
  await command.parseAsync(words, { from: 'user' })
  expect(ran).toBe(true)
})

test.each(examples.filter((line) => QUICK.test(line)))('assay %s', async (line) => {
  const { exitCode, stdout, stderr } = await assayHere(folder, ...wordsOf(line))
  expect(exitCode, stderr + stdout).toBe(/^check .*(mine|implementation|mutant:)/.test(line) ? 1 : 0)
  expect(stdout).not.toBe('')
})
