/** Every page that explains a truth: its numbers are computed again, its verdicts judged again, and the specs that it names exist. */
import { marked, type Tokens } from 'marked'
import { describe, expect, test } from 'vitest'
import type { Spec } from '../judge/spec.ts'
import { catalogue } from '../laws/index.ts'
import { readSheet } from '../sheet/answer-sheet.ts'
import { grade } from '../sheet/grade.ts'
import reference from '../subjects/reference.ts'
import { questions } from './index.ts'
import type { Question } from './question.ts'
import { truthPage, type Numbers, type Stated } from './truth.ts'

const pages = await Promise.all(
  questions.map(async (question) => {
    const { numbers } = (await import(`./${question.id}/numbers.js`)) as { readonly numbers: Numbers }
    return { id: question.id, question, page: read(truthPage(question.id)?.text ?? ''), computed: numbers(reference) }
  }),
)

interface Row {
  readonly what: string
  readonly value: string
}

interface Judged {
  readonly answer: string
  readonly verdict: string
}

interface Page {
  readonly text: string
  /** Of tables with a column `value`: stated, and computed again. */
  readonly rows: readonly Row[]
  /** Of tables with a column `in a sheet`: answers and their verdicts. */
  readonly judged: readonly Judged[]
  /** All text but the cells of `value`. */
  readonly prose: string
}

function read(text: string): Page {
  const tables = marked.lexer(text).filter((token): token is Tokens.Table => token.type === 'table')
  const cells = (name: string): readonly Row[] =>
    tables.flatMap(({ header, rows }) => {
      const at = header.findIndex(({ text: title }) => title === name)
      return at < 0 ? [] : rows.map((row) => ({ what: plain(row[at === 1 ? 0 : at]?.text), value: plain(row[at]?.text) }))
    })
  const verdicts = cells('verdict').map(({ value }) => value)
  const values = text
    .split('\n')
    .map((line) => (isRowOf(cells('value'), line) ? line.split('|').toSpliced(2, 1).join('|') : line))
  return {
    text,
    rows: cells('value'),
    judged: cells('in a sheet').map(({ value: answer }, i) => ({ answer, verdict: verdicts[i] ?? '' })),
    prose: values.join('\n'),
  }
}

function isRowOf(rows: readonly Row[], line: string): boolean {
  const [, what, value] = line.split('|').map((cell) => plain(cell.trim()))
  return rows.some((row) => row.what === what && row.value === value)
}

function plain(cell = ''): string {
  return cell.replaceAll('`', '')
}

/** Numbers as people write them: 10 000, 7,561,216, −0.5, 1.01e8. */
function numbersIn(text: string): { readonly value: number; readonly half: number; readonly isPlain: boolean }[] {
  const joined = text.replaceAll('−', '-').replaceAll(/(?<=\d)[, \u202f](?=\d{3}(?!\d))/g, '')
  return [...joined.matchAll(/(?<![\w.^])-?\d+(?:\.(\d+))?(?:e([+-]?\d+))?/g)].map(
    ([written, decimals = '', exponent = '0']) => ({
      value: Number(written),
      // Half a unit of the last digit that is written, and what doubles take from it
      half: 0.500001 * 10 ** (Number(exponent) - decimals.length),
      isPlain: decimals === '' && exponent === '0' && Math.abs(Number(written)) < 100,
    }),
  )
}

function allOf(stated: Stated): readonly (number | string)[] {
  return typeof stated === 'object' ? stated : [stated]
}

/** What a cell says, against what was computed: word for word, or number for number to the digits that are written. */
function agrees(cell: string, stated: Stated): boolean {
  const computed = allOf(stated)
  if (cell === computed.join(', ')) return true
  if (computed.some((each) => typeof each === 'string' && !cell.includes(each))) return false
  const told = numbersIn(cell)
  const wanted = computed.flatMap((each) => (typeof each === 'number' ? [each] : numbersIn(each).map(({ value }) => value)))
  return told.length === wanted.length && told.every(({ value, half }, i) => Math.abs(value - (wanted[i] ?? NaN)) <= half)
}

describe.each(pages)('the truth of $id', ({ id, question, page, computed }) => {
  test('is a page of 60 to 150 lines that begins with its question', () => {
    expect(page.text.split('\n').length).toBeGreaterThanOrEqual(60)
    expect(page.text.split('\n').length).toBeLessThanOrEqual(150)
    expect(page.text).toContain(question.title.charAt(0).toLowerCase() + question.title.slice(1))
  })

  test('states what the reference computes, to every digit', () => {
    const wrong = page.rows.filter(({ what, value }) => !agrees(value, computed[what] ?? NaN))
    expect(wrong.map((row) => ({ ...row, computed: computed[row.what] ?? 'nothing' }))).toEqual([])
    expect(page.rows.map(({ what }) => what).toSorted()).toEqual(Object.keys(computed).toSorted())
  })

  test('has no number in its text that is not computed, or given by the question', () => {
    const given = numbersIn([question.asks, ...Object.values(question.supplies), ...Object.keys(computed)].join('; '))
    const known = [...Object.values(computed).flatMap(allOf), ...given.map(({ value }) => value)]
      .flatMap((each) => (typeof each === 'number' ? [each] : numbersIn(each).map(({ value }) => value)))
      .flatMap((value) => [value, 100 * value])
    const told = numbersIn(page.prose.replaceAll(/`[a-z0-9-]+(\.[a-z0-9-]+)+`/g, '')).filter(({ isPlain }) => !isPlain)
    const unknown = told.filter(({ value, half }) => !known.some((each) => Math.abs(value - each) <= half))
    expect(unknown.map(({ value }) => value)).toEqual([])
  })

  test('names specs that exist, three at least', () => {
    const named = [...page.text.matchAll(/`([a-z0-9-]+\.[a-z0-9-]+)`/g)]
      .map(([, name = '']) => name)
      .filter((name) => !/\.(json|py|md)$/.test(name))
    const known = new Set([...Object.values(catalogue).flat(), ...rulingsOf(question)].map((spec) => spec.id))
    expect(named.filter((name) => !known.has(name))).toEqual([])
    expect(named.length).toBeGreaterThanOrEqual(3)
  })

  test('says what a sheet with the usual wrong answers gets', async () => {
    const told = page.judged.map(({ answer, verdict }) => `${answer}: ${verdict}`)
    expect(await Promise.all(page.judged.map(async ({ answer }) => `${answer}: ${await verdictOn(id, answer)}`))).toEqual(told)
  })
})

async function verdictOn(id: string, answer: string): Promise<string> {
  const sheet = readSheet(`{ assay: 1, title: one answer, questions: { ${id}: { items: { a: { ${answer} } } } } }`, id, questions)
  const words: string[] = []
  for await (const { verdict } of grade(sheet, reference, { seed: 1 })) words.push(verdict.word)
  return words.join()
}

/** Whatever judges an answer that the question itself gives as an example, and every word that it knows. */
function rulingsOf({ slots }: Question): Spec[] {
  return Object.values(slots).flatMap((slot) => {
    const words: readonly unknown[] = 'options' in slot.reads ? (slot.reads.options as readonly unknown[]) : []
    return [...words, slot.example].flatMap((value) => {
      const { success, data } = slot.reads.safeParse(value)
      return success ? [...slot.specs(data)] : []
    })
  })
}
