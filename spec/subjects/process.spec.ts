/** A subject in any language: a command that answers calls on its standard input. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { checked, withCommand } from '../cli/checked.ts'
import { SubjectError } from './resolve.ts'

const python = fileURLToPath(new URL('../../../spec/subjects/python/', import.meta.url))
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0

describe('a process that speaks the protocol without our code', () => {
  /** As little as it takes. */
  const bare = (answer: string): string => `
    let rest = ''
    process.stdin.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\\n')
      rest = lines.pop()
      for (const line of lines) {
        const { id, op, part, args } = JSON.parse(line)
        const hello = { protocol: 'assay-subject/1', name: 'bare', parts: ['mle'] }
        if (op === 'hello') console.log(JSON.stringify({ id, ok: true, value: hello }))
        else if (op === 'call') console.log(JSON.stringify(${answer}))
      }
    })`
  const undefinedOr = `args[1] === 0 ? { $: 'undefined' } : args[0] / args[1]`

  test('holds where it is right', async () => {
    const { verdicts, exitCode } = await withCommand('bare.mjs', bare(`{ id, ok: true, value: ${undefinedOr} }`), (command) =>
      checked(command, { process: true, spec: 'mle' }),
    )
    expect(verdicts.length).toBeGreaterThan(4)
    expect(verdicts.filter(({ verdict }) => verdict.word !== 'holds')).toEqual([])
    expect(exitCode).toBe(0)
  })

  test.each([
    ['a wrong value', `{ id, ok: true, value: 0.25 }`, 'refuted', 'expected'],
    ['another answer', `{ id: id + 1, ok: true, value: 0.5 }`, 'refuted', 'where'],
    ['no message', `'hello'`, 'refuted', 'breaks the protocol assay-subject/1: a line that is no JSON object'],
    ['a value of no kind', `{ id, ok: true, value: { $: 'soup' } }`, 'refuted', 'unknown kind'],
    ['a reference that nobody sent', `{ id, ok: true, value: { $: 'yours', ref: 7 } }`, 'refuted', 'nobody sent'],
    [
      'an array that is short',
      `{ id, ok: true, value: { $: 'array', dtype: 'f64', shape: [2], data: '' } }`,
      'refuted',
      'has 16 bytes',
    ],
    [
      'a file that is none of its own',
      `{ id, ok: true, value: { $: 'array', dtype: 'u8', shape: [1], file: '../x' } }`,
      'refuted',
      'a file named',
    ],
  ])('%s is refuted', async (_what, answer, word, mention) => {
    const { verdicts } = await withCommand('bare.mjs', bare(answer), (command) =>
      checked(command, { process: true, spec: 'mle.is-unbiased' }),
    )
    expect(verdicts).toMatchObject([{ verdict: { word, reason: expect.stringContaining(mention) as unknown } }])
  })

  test.each([
    ['ends', 'process.exit(3)', 'exit code 3'],
    [
      'speaks another protocol',
      `console.log('{"id":1,"ok":true,"value":{"protocol":"other/1","parts":[]}}'); setTimeout(() => {}, 1e5)`,
      'other/1',
    ],
    ['is not there', undefined, 'exit code 127'],
  ])('a command that %s cannot be loaded, and is told why', async (_what, source, mention) => {
    const run = (command: string) => checked(command, { process: true })
    const error = await (source === undefined ? run('no-such-command-here') : withCommand('other.mjs', source, run)).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(SubjectError)
    expect(error).toMatchObject({ message: expect.stringContaining(mention) as unknown })
  })
})

describe.skipIf(!hasPython)('a Python program', () => {
  test('the example that comes with the package holds', async () => {
    const { verdicts, exitCode } = await checked(`python3 ${join(python, 'example.py')}`, { process: true })
    expect(verdicts.length).toBeGreaterThan(20)
    expect(verdicts.filter(({ verdict }) => verdict.word !== 'holds')).toEqual([])
    expect(exitCode).toBe(0)
  })

  const program = `
import assay_subject, array, math
def mle(k, n):
    print("a line on standard output is no answer")
    return k / n if n else None
def adjustPValues(correction, ps, loadings=None):
    for i in range(len(ps)): ps[i] = 1
    return ps
def csrToDense(csr):
    values = array.array("d", bytes(8 * csr["rows"] * csr["cols"]))
    for i in range(csr["rows"]):
        for p in range(csr["indptr"][i], csr["indptr"][i + 1]):
            values[i * csr["cols"] + csr["indices"][p]] += csr["data"][p]
    return {"rows": csr["rows"], "cols": csr["cols"], "values": values}
def csrFromTriplets(rows, cols, triplets):
    cells = {}
    for i, j, x in triplets: cells[i, j] = cells.get((i, j), 0.0) + x
    keys, indptr = sorted(cells), [0]
    for i in range(rows): indptr.append(sum(1 for key in keys if key[0] <= i))
    return {"rows": rows, "cols": cols, "indptr": array.array("i", indptr), "indices": array.array("i", [j for _, j in keys]), "data": array.array("d", [cells[key] for key in keys])}
def recoverCost(count):
    return None if isinstance(count({"m": 2, "n": 3, "k": 1}), (int, float)) else {}
assay_subject.serve("mine", mle=mle, adjustPValues=adjustPValues, csrToDense=csrToDense, csrFromTriplets=csrFromTriplets, recoverCost=recoverCost)
`
  test('arrays, records, iterables and callbacks cross; an argument that is changed is seen', async () => {
    // Not all that these parts concern: laws of kernels take them for their oracles, too.
    const verdicts = await withCommand('mine.py', program, async (command) => {
      const judged = []
      for (const spec of ['mle.is-unbiased', 'csr', 'recover-cost', 'multiplicity'])
        judged.push(...(await checked(command, { process: true, spec })).verdicts)
      return judged
    })
    const word = (id: string) => verdicts.find(({ spec }) => spec === id)?.verdict
    expect(word('mle.is-unbiased')?.word).toBe('holds')
    expect(word('csr.duplicates-are-summed')?.word).toBe('holds')
    expect(word('csr.round-trip')?.word).toBe('holds')
    expect(word('recover-cost.no-law')?.word).toBe('holds')
    expect(word('recover-cost.planted-law')?.word).toBe('refuted')
    expect(word('multiplicity.adjusted-p-is-the-smallest-rejecting-alpha')?.word).toBe('refuted')
    expect(verdicts.some(({ verdict }) => verdict.reason.includes('argument 2 of adjustPValues, after the call'))).toBe(true)
  })
})
