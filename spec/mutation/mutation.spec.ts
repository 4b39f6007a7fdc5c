/** The mutation score can be trusted: the faults are made where they should be, a wrong value dies, an endless loop ends, right code lives. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { equivalents } from './equivalent.ts'
import type { Equivalent } from './equivalents/because.ts'
import { Judge } from './judge.ts'
import { compiled, filesOf, mutantsOf, sampleOf, type FileMutant } from './mutants.ts'
import { changesOf } from './operators.ts'
import { reachOf } from './reach.ts'
import { inWords, reportOf } from './report.ts'
import { folder, type Result } from './results.ts'

const changed = (code: string): string[] =>
  changesOf(code).map(({ start, end, becomes }) => code.slice(0, start) + becomes + code.slice(end))

describe('changes', () => {
  test('one place at a time, with every operator that applies', () => {
    expect(changed('x = a < 2;')).toEqual([';', 'x = a <= 2;', 'x = a < (1);', 'x = a < (3);'])
    expect(changed('if (!ok) stop();')).toEqual([';', 'if (ok) stop();', 'if (!ok) ;'])
    expect(changed('const f = (a) => Math.min(a, -a);')).toEqual([
      'const f = (a) => Math.max(a, -a);',
      'const f = (a) => (undefined);',
      'const f = (a) => Math.min(a, (a));',
    ])
  })

  test('errors, joined texts and what only tells the compiler that an element is there are left alone', () => {
    expect(changed("throw new Error('got ' + (n + 1));")).toEqual([])
    expect(changed("const text = 'a' + b;")).toEqual([])
    expect(changed('const first = list[i] ?? 0;')).toEqual([])
  })

  test('every mutant of the sources is a module, and differs from it', () => {
    for (const file of filesOf(['optim/*.ts', 'stats/*.ts'])) {
      const code = readFileSync(join(compiled, file), 'utf8')
      const mutants = mutantsOf(file)
      for (const { text } of mutants) expect(text).not.toBe(code)
      for (const { text } of mutants.filter((_, i) => i % 20 === 0)) expect(() => changesOf(text)).not.toThrow()
    }
  })

  test('a sample holds every smaller sample of the same seed', () => {
    const all = mutantsOf('stats/tails.js')
    const [small, large] = [sampleOf(all, 5, 1), sampleOf(all, 20, 1)]
    expect(small).toHaveLength(5)
    expect(large).toEqual(expect.arrayContaining([...small]))
    expect(sampleOf(all, 5, 2)).not.toEqual(small)
  })

  test('what is listed as equivalent is there, in one place unless told', () => {
    const places = new Map<Equivalent, string[]>(equivalents.map((each) => [each, []]))
    for (const file of new Set(equivalents.map((each) => each.file.replace(/ts$/, 'js'))))
      for (const { equivalent, place } of mutantsOf(file)) if (equivalent !== undefined) places.get(equivalent)?.push(place)
    for (const [{ file, line, was, becomes, after }, found] of places) {
      const change = `${file}: ${line}, ${was} -> ${becomes}, in ${found.join(' and ')}`
      if (after === 'everywhere') expect(found.length, change).toBeGreaterThan(0)
      else expect(found, change).toHaveLength(1)
    }
  })
})

test('a part reaches the files that it imports, also in a thread, and no others', () => {
  const reach = reachOf(compiled)
  expect(reach.get('normalCdf')?.get('stats/tails.js')).toBe(0)
  expect(reach.get('powerOfPooledZ')?.has('stats/tails.js')).toBe(true)
  expect(reach.get('normalCdf')?.has('optim/adam.js')).toBe(false)
  expect(reach.get('launchThreads')?.has('collectives/threads/rank.js')).toBe(true)
})

test('the columns of the table stand apart, under their names', () => {
  const [one, other] = mutantsOf('stats/tails.js').filter(({ equivalent }) => equivalent === undefined)
  if (one === undefined || other === undefined) throw new Error('two mutants of stats/tails.js')
  const results = new Map<FileMutant, Result>([
    [one, { killed: 'value', by: 'a.law', message: '' }],
    [other, { killed: false, laws: 1 }],
  ])
  const outcome = { mutants: results, notAsked: [], known: 0 }
  const text = inWords(reportOf([one, other], [one, other], outcome, 1), outcome)
  const [head = '', row = ''] = text.split('\n')
  expect(head.split(/ +/)).toEqual(['file', 'value', 'crash', 'time-out', 'survived', 'equivalent', 'score'])
  expect(row.split(/ +/)).toEqual(['src/stats/tails.ts', '1', '0', '0', '1', '0', '50', '%'])
  expect(row.length).toBe(head.length)
  expect(text).toContain('(1 law)')
})

describe('judging', () => {
  const judge = new Judge(join(folder, `work-spec-${process.pid}`))
  afterAll(() => judge.close())
  const file = 'stats/estimator-risk.js'
  const code = readFileSync(join(compiled, file), 'utf8')
  const law = 'risk.published-values'
  const ask = async (text: string, limitMs = 60_000): Promise<string | undefined> => {
    const findings = await judge.ask({ file, text }, { laws: [law], seed: 1, untilRefuted: true }, (id) =>
      id === law ? limitMs : 60_000,
    )
    return findings.at(-1)?.outcome
  }

  test('right code lives; a wrong value, a crash and an endless loop die, and the next is judged all the same', async () => {
    const inFunction = (statement: string): string => code.replaceAll(/^(export function \w+\([^)]*\) \{)$/gm, `$1 ${statement}`)
    expect(await ask(`${code}\n`)).toBe('passed')
    expect(await ask(inFunction('return 7;'))).toBe('wrong value')
    expect(await ask(inFunction("throw new Error('no');"))).toBe('threw')
    expect(await ask(inFunction('for (;;);'), 300)).toBe('time-out')
    expect(await ask('this is no module')).toBe('threw')
    expect(await ask(`${code}\n`)).toBe('passed')
  })
})
