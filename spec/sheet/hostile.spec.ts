/** Hostile sheets end in a clear error, in time, and nothing of them is executed. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'assay-hostile-'))
afterAll(() => rmSync(folder, { recursive: true }))

const megabyte = (piece: string): string => piece.repeat(Math.floor(1_000_000 / piece.length))
const answer = (written: string): string => `assay: 1\nquestions: { q5: { items: { a: { mle: ${written} } } } }\n`
const lines = (count: number, line: (i: number) => string): string => Array.from({ length: count }, (_, i) => line(i)).join('\n')

const levels = 'at most 40 levels'
const words = 'at most 20000 words'

/** A file's name, what is in it, and what the error must mention. */
const files: readonly (readonly [name: string, content: string | Uint8Array, mention: string])[] = [
  ['50 MB', new Uint8Array(50 << 20).fill(97), '52428800 bytes'],
  ['binary', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 251), 'bytes that are not UTF-8'],
  ['UTF-16', Buffer.from('\uFEFFassay: 1', 'utf16le'), 'bytes that are not UTF-8'],
  ['Latin-1', Buffer.from(`assay: 1\ntitle: caf\u00E9\n`, 'latin1'), ':2:11: expected UTF-8'],
  ['a NUL', 'assay: 1\ntitle: a\u0000b\n', ':2:9: expected text, got the control character U+0000'],
  ['an escape', 'assay: 1\ntitle: \u001B[2J\n', ':2:8: expected text'],
  ['lists in lists', '['.repeat(50_000) + ']'.repeat(50_000), levels],
  ['lists without end', megabyte('['), levels],
  ['maps in maps', megabyte('{a: '), levels],
  ['deep JSON', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, levels],
  ['dashes', megabyte('- '), levels],
  ['question marks', megabyte('? '), levels],
  ['dashes with anchors', megabyte('- &a !b '), levels],
  ['ever deeper lines', lines(1300, (i) => `${' '.repeat(i)}a:`), 'an indentation of at most 80'],
  ['lines as deep as may be', lines(80, (i) => `${' '.repeat(i)}a:\n${' '.repeat(i)}-`), 'expected'],
  ['closing brackets', megabyte('}'), words],
  ['quotes', megabyte('"'), words],
  ['commas', `[${megabyte(',')}]`, words],
  ['anchors', megabyte('&a '), words],
  ['tags', megabyte('- !x y\n'), words],
  ['documents', megabyte('---\n'), words],
  ['empty lines', megabyte('\n'), 'expected'],
  ['one long word', megabyte('a'), 'expected a mapping'],
  ['one long key', `${megabyte('a')}: 1`, 'expected'],
  ['as many problems as may be', lines(2800, (i) => `k${i}: 1`), 'and 2752 more'],
  ['billions of laughs', `a: &a [x, x]\n${lines(60, (i) => `b${i}: &b${i} [*a, *a, *a, *a, *a, *a, *a, *a]`)}`, 'expected the value itself, got the alias *a'],
  ['an alias of itself', 'assay: &a { b: *a }\nquestions: {}\n', 'the alias *a'],
  ['merge keys', 'assay: 1\nquestions: { <<: { q5: { items: {} } } }\n', 'expected one of'],
  ['a prototype', 'assay: 1\n__proto__: { polluted: yes }\nquestions: {}\n', ':2:1: __proto__: expected another key'],
  ['a prototype in JSON', '{"assay": 1, "questions": {"q5": {"items": {"__proto__": {"text": "x"}}}}}', ': expected another key, got "__proto__" (this name is reserved)'],
  ['a constructor', answer('k.constructor.constructor("globalThis.polluted = 1")()'), 'there are no members here'],
  ['a template', answer('"`${globalThis.polluted = 1}`"'), 'expected only numbers'],
  ['an assignment', answer('polluted = 1'), 'expected one of k, n'],
  ['a function', answer('!!js/function "function () { globalThis.polluted = 1 }"'), 'unresolved tag'],
  ['a tower of powers', answer('9^9^9^9'), ':2:43: questions.q5.items.a.mle: expected a whole exponent'],
  ['20 000 parentheses', answer(`${'('.repeat(20_000)}k${')'.repeat(20_000)}`), 'at most 400 characters'],
  ['a long number', answer('9'.repeat(400_000)), 'expected'],
  ['a huge number', answer('1e400'), 'text or a number'],
] // prettier-ignore

const places: readonly (readonly [name: string, path: string, mention: string])[] = [
  ['a directory', folder, 'got a directory'],
  ['no file', join(folder, 'none.yaml'), 'got no such file'],
  ['a path through a file', join(folder, 'binary', 'x'), 'ENOTDIR'],
  ...(existsSync('/dev/zero') ? [['a device', '/dev/zero', 'no regular file'] as const] : []),
]

/** Reads each file that it is told, one after the other, and says in JSON how that ended. */
const program = `
const [sheet, questions, ...files] = process.argv.slice(1)
const { loadSheet } = await import(sheet)
const { exampleQuestions } = await import(questions)
const outcome = (file) => {
  const started = performance.now()
  try { loadSheet(file, exampleQuestions); return { ended: 'read' } }
  catch (error) { return { ended: error.name, message: error.message.slice(0, 4000) + error.message.slice(-100), ms: performance.now() - started } }
}
const outcomes = files.map(outcome)
console.log(JSON.stringify({ outcomes, polluted: [globalThis.polluted, {}.polluted, ...Object.keys(Object.prototype)] }))
`

interface Result {
  readonly outcomes: readonly { readonly ended: string; readonly message: string; readonly ms: number }[]
  readonly polluted: readonly unknown[]
}

test('every hostile file ends in a SheetError that says why, within two seconds, and nothing of it runs', () => {
  for (const [name, content] of files) writeFileSync(join(folder, name), content)
  const cases = [...files.map(([name, , mention]) => [name, join(folder, name), mention] as const), ...places]
  const modules = ['answer-sheet.js', 'example-questions.js'].map((file) => new URL(file, import.meta.url).href)
  const argv = ['--input-type=module', '-e', program, ...modules, ...cases.map(([, path]) => path)]
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8', timeout: 55_000, maxBuffer: 1 << 24 })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const { outcomes, polluted } = JSON.parse(stdout) as Result
  expect(outcomes.length).toBe(cases.length)
  for (const [i, [name, , mention]] of cases.entries()) {
    expect(outcomes[i], name).toMatchObject({ ended: 'SheetError', message: expect.stringContaining(mention) as string })
    expect(outcomes[i]?.ms, name).toBeLessThan(2000)
  }
  // Arrays turn undefined into null on their way through JSON
  expect(polluted).toEqual([null, null])
})
