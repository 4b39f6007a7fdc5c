/** Answer sheets: what is read, and where and how the rest is refused. */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { itemId, readSheet, type Item, type Sheet } from './answer-sheet.ts'
import { exampleQuestions } from './example-questions.ts'
import { initialSheet } from './initial-sheet.ts'
import { SheetError } from './problem.ts'
import { sheetForm, sheetSchema } from './sheet-schema.ts'

const read = (text: string): Sheet => readSheet(text, 'sheet.yaml', exampleQuestions)
const items = (sheet: Sheet): Item[] => sheet.questions.flatMap((question) => question.items)
const submitted = readFileSync(new URL('../../../spec/sheets/submitted.yaml', import.meta.url), 'utf8')

/** Every problem in one line: 'line:column path: expected … got … hint'. */
function problems(text: string): string[] {
  try {
    read(text)
  } catch (error) {
    if (!(error instanceof SheetError)) throw error
    return error.problems.map(
      ({ line, column, path, expected, got, hint }) => `${line}:${column} ${path}: ${expected} | ${got} | ${hint ?? ''}`,
    )
  }
  return []
}

/** Q1.a, Q1.b, ... up to a last letter. */
function letters(question: string, last: string): string[] {
  return Array.from({ length: last.charCodeAt(0) - 96 }, (_, i) => `${question}.${String.fromCharCode(97 + i)}`)
}

describe('the submitted assignment', () => {
  test('has every item, in order, and in each the answers that are judged', () => {
    const all = items(readSheet(submitted, 'submitted.yaml', exampleQuestions))
    const loop = Array.from({ length: 18 }, (_, i) => `T3.${i + 1}`)
    expect(all.map(({ id }) => id)).toEqual([
      ...['g', 'e', 'g', 'g', 'f'].flatMap((last, i) => letters(`Q${i + 1}`, last)),
      ...loop,
      'T3.V1',
      'T3.V2',
      'T3.V3',
    ])
    expect(all.every(({ text, points }) => text.length > 10 && points === 1)).toBe(true)
    const silent = all.filter(({ answers }) => answers.length === 0).map(({ id }) => id.slice(0, 2))
    expect(silent).toEqual([])
    expect(all.find(({ id }) => id === 'T3.13')?.answers.map(({ slot, written }) => [slot, written])).toEqual([
      ['does', 'clip'],
      ['loop', 'submitted-loop.py'],
    ])
    expect(all.find(({ id }) => id === 'Q5.b')?.answers.map(({ slot, written }) => [slot, written])).toEqual([
      ['bayes', '(k + 1) / (n + 2)'],
      ['posterior', 'beta'],
    ])
  })

  test('is the same sheet in JSON', () => {
    const [yaml, json] = [submitted, JSON.stringify(parse(submitted), null, '\t')].map((text) =>
      items(read(text)).map(({ id, text: said, answers }) => [id, said, answers.map(({ slot, written }) => [slot, written])]),
    )
    expect(json).toEqual(yaml)
  })
})

test('questions and items stay in the order of the sheet', () => {
  const [said, last] = ['{ text: x }', 'q1: { items: { 10: { text: x }, a: { text: x }, 9: { text: x } } }']
  const sheet = read(`assay: 1\nquestions: { q5: { items: { b: ${said}, 2: ${said}, 1: ${said} } }, ${last} }`)
  expect(items(sheet).map(({ id }) => id)).toEqual(['Q5.b', 'Q5.2', 'Q5.1', 'Q1.10', 'Q1.a', 'Q1.9'])
})

test('a level that is a number may be written as one', () => {
  const [item] = items(read('assay: 1\nquestions: { q1: { items: { a: { text: x, assume: { share: [0.1, 0.5, all] } } } } }'))
  expect(item?.assume).toEqual({ share: ['0.1', '0.50', 'all'] })
})

test('assumptions of an item replace those of its question, factor by factor', () => {
  const sheet = read(`assay: 1
questions:
  q1:
    assume: { penalty: [l1, l2], start: zero }
    items:
      b: { states: equal-when-similar, assume: { penalty: none }, points: 2.5 }
      a: { text: as stated }
`)
  expect(items(sheet).map(({ id, line, points, assume }) => ({ id, line, points, assume }))).toEqual([
    { id: 'Q1.b', line: 6, points: 2.5, assume: { penalty: ['none'], start: ['zero'] } },
    { id: 'Q1.a', line: 7, points: 1, assume: { penalty: ['l1', 'l2'], start: ['zero'] } },
  ])
  expect([sheet.file, sheet.title, itemId('task12', 'V1')]).toEqual(['sheet.yaml', 'sheet.yaml', 'T12.V1'])
})

const broken: readonly (readonly [name: string, text: string, ...expected: string[]])[] = [
  ['an empty file', '', '1:1 : a sheet that starts with "assay: 1" | an empty file | '],
  ['comments alone', '# none\n', '1:1 : a sheet that starts with "assay: 1" | an empty file | '],
  ['a list', '- a', '1:1 : a mapping (key: value) | a list of 1 | '],
  ['another version', 'assay: 2\nquestions: {}', '1:8 assay: 1 | 2 | '],
  ['a missing key', 'assay: 1', '1:1 questions: a mapping (key: value) | nothing | '],
  ['a wrong word at the top', 'assay: 1\ntitel: x\nquestions: {}', '2:1 titel: one of assay, title, questions | "titel" | did you mean title?'],
  ['an unknown question', 'assay: 1\nquestions:\n  q8: {}', '3:3 questions.q8: one of q1, q2, q3, q4, q5, task3 | "q8" | did you mean q1?'],
  ['YAML that is none', 'assay: 1\nquestions: {', '2:13 : valid YAML | flow map in block collection must be sufficiently indented and end with a } | '],
  ['two documents', 'assay: 1\nquestions: {}\n---\na: 1\n', '3:1 : valid YAML | a second document | '],
  ['an old YAML', '%YAML 1.1\n---\nassay: 1\nquestions: {}', '1:1 : YAML 1.2 | YAML 1.1 | '],
  ['an unknown tag', 'assay: !!js/function 1\nquestions: {}',
    '1:8 : valid YAML | unresolved tag: tag:yaml.org,2002:js/function | ', '1:22 assay: 1 | "1" | '],
  ['a control character', 'assay: 1\nquestions: {}\u0007', '2:14 : text | the control character U+0007 | '],
] // prettier-ignore

const brokenItems: readonly (readonly [item: string, ...expected: string[]])[] = [
  ['a: { copys: 1 }', '5:12 a.copys: one of text, assume, points, mark, copies, others, states | "copys" | did you mean copies?'],
  ['a: { states: equal-when-simlar }', '5:20 a.states: one of depends-on-effect, equal-when-similar, copy-greater-when-informative, copy-smaller-when-redundant, depends-on-helpful-similar-or-redundant | "equal-when-simlar" | did you mean equal-when-similar?'],
  ['a: { copies: w_n / m }', '5:26 a.copies: one of w_n, w_i | "m" | '],
  ['a: { copies: "w_n / (2" }', '5:29 a.copies: ) for an open ( | the end | '],
  ['a: { copies: "\\x77_m" }', '5:20 a.copies: one of w_n, w_i | "w_m" | did you mean w_n?'],
  ['a: { copies: .nan }', '5:20 a.copies: text or a number | NaN | '],
  ['a: { copies: }', '5:20 a.copies: text or a number | nothing | '],
  ['a: { text: x, points: -1 }', '5:29 a.points: a number from 0 | -1 | '],
  ['a: { text: x, points: two }', '5:29 a.points: a number | "two" | '],
  ['a: { text: equal, so the same }', '5:25 a.so the same: one of text, assume, points, mark, copies, others, states | "so the same" | if "so the same" belongs to the text before, put that text in quotes: it holds a comma'],
  ['a: { text: 3 }', '5:18 a.text: text | 3 | '],
  ['a: { text: x, assume: { penalty: l3 } }', '5:40 a.assume.penalty: one of none, l2, l1 | "l3" | did you mean l2?'],
  ['a: { text: x, assume: { start: [zero, wram] } }', '5:45 a.assume.start.1: one of zero, warm | "wram" | did you mean warm?'],
  ['a: { text: x, assume: { start: [] } }', '5:38 a.assume.start: a list that is not empty | an empty list | '],
  ['a: { text: x, assume: { start: 3 } }', '5:38 a.assume.start: one of zero, warm | 3 | '],
  ['a: { text: x, assume: { strat: warm } }', '5:31 a.assume.strat: one of penalty, start, share | "strat" | did you mean start?'],
  ['a: { text: x, assume: { share: 0.2 } }', '5:38 a.assume.share: one of 0.1, 0.50, all, 0.5 | 0.2 | '],
  ['a: { text: x, assume: { share: [0.5, al] } }', '5:44 a.assume.share.1: one of 0.1, 0.50, all, 0.5 | "al" | did you mean all?'],
  ['a: {}', '5:10 a: an answer (text, copies, others, states) | an empty mapping | '],
  ['a:', '5:9 a: a mapping (key: value) | nothing | '],
  ['step-one: { text: x }', '5:7 step-one: an item id of 1 to 8 letters and digits | "step-one" | '],
  ['{ 1: { text: x }, "1": { text: y } }', '5:25 1: every key once | "1" again | '],
  ['{ ? [a] : { text: x } }', '5:11 ?: a key | no plain word | '],
  ['__proto__: { text: x }', '5:7 __proto__: another key | "__proto__" | this name is reserved'],
  ['constructor: { text: x }', '5:7 constructor: another key | "constructor" | this name is reserved'],
  ['a: { text: x, __proto__: { points: 3 } }', '5:21 a.__proto__: another key | "__proto__" | this name is reserved'],
  ['a: { text: &b x, copies: *b }', '5:32 a.copies: the value itself | the alias *b | '],
  ['a: { text: "\\x1b[2J" }', '5:18 a.text: text | control characters | '],
  ['a: { text: x, others: k, copies: [1] }\n      b: { ststes: 3 }\n      a: { text: x }',
    '5:29 a.others: one of w_n, w_i | "k" | ', '5:40 a.copies: text or a number | a list of 1 | ',
    '6:12 b.ststes: one of text, assume, points, mark, copies, others, states | "ststes" | did you mean states?', '7:7 a: every key once | "a" again | '],
] // prettier-ignore

describe('what is wrong is told at once, each with its place', () => {
  test.each(broken.map(([name, text, ...expected]) => ({ name, text, expected })))('$name', ({ text, expected }) => {
    expect(problems(text)).toEqual(expected)
  })

  test.each(brokenItems.map(([item, ...expected]) => ({ item, expected })))('$item', ({ item, expected }) => {
    const prefix = 'questions.q1.items.'
    const found = problems(`assay: 1\nquestions:\n  q1:\n    items:\n      ${item}\n`)
    expect(found).toEqual(expected.map((line) => line.replace(' ', ` ${prefix}`)))
  })

  test('the message shows the line and a caret', () => {
    expect(() => read('assay: 1\r\nquestions:\r\n  q5: { items: { a: { txt: x } } }\r\n')).toThrow(
      [
        'sheet.yaml:3:23: questions.q5.items.a.txt: expected one of text, assume, points, mark, mle, bayes, map, posterior, states, got "txt" (did you mean text?)',
        '    3 |   q5: { items: { a: { txt: x } } }',
        '      |                       ^',
      ].join('\n'),
    )
  })

  test.each([
    ['mel', 'mle'],
    ['amp', 'map'],
    ['byaes', 'bayes'],
    ['baye', 'bayes'],
  ])('%s is taken for a slip of %s', (typed, meant) => {
    expect(problems(`assay: 1\nquestions: { q5: { items: { a: { ${typed}: k } } } }`).join('')).toContain(
      `did you mean ${meant}?`,
    )
  })

  test('wherever words of the submitted sheet are misspelt, the problems stand on their lines and columns', () => {
    const keys = [...submitted.matchAll(/(?<=[{,] |^ +)(?:text|states|forward|loss|decisions|mle|map|items|copies)(?=:)/gmu)]
    expect(keys.length).toBeGreaterThan(50)
    const [folders, others] = [keys.filter(([key]) => key === 'items'), keys.filter(([key]) => key !== 'items')]
    // Every seventh word at once; but below a misspelt `items` nothing is read.
    const together = Array.from({ length: 7 }, (_, first) => others.filter((__, i) => i % 7 === first))
    for (const slips of [...folders.map((key) => [key]), ...together]) {
      let text = ''
      let end = 0
      const places = slips.map(({ 0: key, index }) => {
        text += submitted.slice(end, index)
        const before = text.split('\n')
        text += `${key}x`
        end = index + key.length
        return { key, at: `${before.length}:${(before.at(-1) ?? '').length + 1} ` }
      })
      const found = problems(text + submitted.slice(end))
      for (const { key, at } of places) {
        const told = found.find((line) => line.startsWith(at))
        expect(told, at).toContain(`| "${key}x" | did you mean ${key}?`)
      }
    }
  })
})

describe('any sheet', () => {
  const item = fc.record(
    {
      text: fc.stringMatching(/^[a-z:#'"{\- ]{1,30}$/u),
      points: fc.nat(10),
      mle: fc.constantFrom('k / n', '(k+1)/(n+2)', 0.25, 3),
      states: fc.constantFrom('map-equals-mle', 'mean-is-a-compromise'),
    },
    { requiredKeys: ['text'] },
  )
  const sheets = fc.record({
    assay: fc.constant(1),
    title: fc.stringMatching(/^[a-z ]{1,9}$/u),
    questions: fc.record({
      q5: fc.record({ items: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9]{1,8}$/u), item, { noNullPrototype: true }) }),
    }),
  })

  test('is read as it was written, in YAML and in JSON', () => {
    fc.assert(
      fc.property(sheets, fc.boolean(), (sheet, asJson) => {
        const answered = items(read(asJson ? JSON.stringify(sheet) : stringify(sheet)))
        const expected = Object.entries(sheet.questions.q5.items).filter(([name]) => name !== 'constructor')
        expect(new Set(answered.map(({ id }) => id))).toEqual(new Set(expected.map(([name]) => `Q5.${name}`)))
        for (const [name, { text, points, mle, states }] of expected) {
          const got = answered.find(({ id }) => id === `Q5.${name}`)
          expect([got?.text, got?.points]).toEqual([text, points ?? 1])
          expect(got?.answers.map(({ written }) => written)).toEqual([mle, states].filter((value) => value !== undefined))
        }
      }),
    )
  })

  test('or any text at all, ends in a sheet or in a SheetError, and pollutes nothing', () => {
    const words = fc.constantFrom('assay: 1\n', 'questions:', '\n', '  ', 'q5: ', 'items:', '{', '}', '[', ']', '- ', '? ', ': ', '&a ', '*a', '!x ', '"', "'", '|', '>', '#', '__proto__', 'constructor', 'mle: k', ',', '---', '%YAML 1.1', '<<: ', '\u{1F600}', '\u2028', '\uFEFF', '\uD800', '\t', '\r\n') // prettier-ignore
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary-ascii' }),
          fc.array(words, { maxLength: 40 }).map((list) => list.join('')),
        ),
        (text) => {
          const found = problems(text)
          expect(found.every((line) => /^[1-9]\d*:[1-9]\d* /u.test(line))).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
    expect([Object.keys(Object.prototype), Reflect.get({}, 'text')]).toEqual([[], undefined])
  })
})

describe('the JSON Schema', () => {
  const schema = z.fromJSONSchema(sheetSchema(exampleQuestions))
  const accepts = (text: string): boolean => schema.safeParse(parse(text)).success

  test('takes the submitted sheet and the one to fill in, and refuses a word that the reader refuses', () => {
    expect([accepts(submitted), accepts(initialSheet(exampleQuestions))]).toEqual([true, true])
    expect(accepts(submitted.replace('copies:', 'copys:'))).toBe(false)
    expect(accepts(submitted.replace('depends-on-effect', 'depends-on-efect'))).toBe(false)
    expect(accepts(submitted.replace('assay: 1', 'assay: 2'))).toBe(false)
  })

  test('tells editors what each slot means', () => {
    const text = JSON.stringify(sheetSchema(exampleQuestions))
    for (const { slots } of exampleQuestions) {
      for (const [name, { means }] of Object.entries(slots)) {
        expect(text).toContain(`"${name}":{"description":${JSON.stringify(means)}`)
      }
    }
  })

  test('cannot be made of two questions of one name, or of a slot that takes the name of a key', () => {
    expect(() => sheetForm([...exampleQuestions, ...exampleQuestions])).toThrow(/an id for each question/u)
    const [first] = exampleQuestions
    if (first === undefined) throw new Error('a question')
    expect(() => sheetForm([{ ...first, slots: { points: Object.values(first.slots)[0] as never } }])).toThrow(
      /may not be called points/u,
    )
  })
})
