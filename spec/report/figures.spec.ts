/** The figures: drawn from a subject, well-formed alone, silent where the subject has nothing to show. */
import { fileURLToPath } from 'node:url'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { seed } from '../judge/seed.ts'
import { evidence } from '../laws/selection/regimes.ts'
import { readSheet } from '../sheet/answer-sheet.ts'
import { grade } from '../sheet/grade.ts'
import reference from '../subjects/reference.ts'
import { drawFigures, plainTick, svgDocument } from './figure.ts'
import { questions } from '../questions/index.ts'

const figures = questions.flatMap(({ figure }) => (figure === undefined ? [] : [figure]))
// Task 3 has no reference: its figure is drawn of the loop that a sheet gives
const submittedLoop = fileURLToPath(new URL('../../../spec/sheets/submitted-loop.py', import.meta.url))

/** The reference, whose laboratory runs four trials a regime and gives them again: that of question 4 asks for twenty in each, which is seconds. */
const shown = new Map<string, ReturnType<typeof reference.selectionTrial>>()
const withFewTrials = {
  ...reference,
  selectionTrial(...[regime, of]: Parameters<typeof reference.selectionTrial>) {
    const key = JSON.stringify([regime, of % 4])
    const trial = shown.get(key) ?? reference.selectionTrial(regime, of)
    shown.set(key, trial)
    return trial
  },
}
const drawn = await drawFigures(figures, withFewTrials, (question) =>
  question === 'task3' ? [{ slot: 'loop', value: submittedLoop }] : [],
)

test('there is one figure a question at most', () => {
  expect(new Set(figures.map(({ question }) => question)).size).toBe(figures.length)
})

test('the reference offers what every figure asks', () => {
  expect(drawn.map(({ question }) => question)).toEqual(figures.map(({ question }) => question))
})

test('a subject without the parts has no figure', async () => {
  expect(await drawFigures(figures, { name: 'empty', url: reference.url })).toEqual([])
})

test.each(drawn)(
  '$question stands alone: one well-formed document with title, size and style, and nothing from elsewhere',
  (figure) => {
    const elements: { name: string; attributes: Record<string, string> }[] = []
    const parser = new SaxesParser()
    parser.on('error', (error) => {
      throw error
    })
    parser.on('opentag', ({ name, attributes }) => void elements.push({ name, attributes }))
    parser.write(svgDocument(figure)).close()
    const [root] = elements
    expect(root?.name).toBe('svg')
    expect(root?.attributes['xmlns']).toBe('http://www.w3.org/2000/svg')
    expect(root?.attributes['viewBox']).toMatch(/^0 0 \d+ \d+$/)
    expect(root?.attributes['aria-label']).toBe(figure.title)
    expect(elements.filter(({ name }) => name === 'title').length).toBe(1)
    expect(elements.filter(({ name }) => /^(script|image|a|use|foreignObject)$/.test(name))).toEqual([])
    expect(elements.filter(({ attributes }) => 'style' in attributes || 'href' in attributes)).toEqual([])
    expect(elements.filter(({ attributes }) => /NaN|undefined/.test(Object.values(attributes).join(' ')))).toEqual([])
  },
)

test.each([
  [0.001, '0.001'],
  [0.4, '0.4'],
  [1000, '1\u202f000'],
  [1e7, '10\u202f000\u202f000'],
])('a tick at %d reads %s', (value, text) => {
  expect(plainTick(value)).toBe(text)
})

test('the trials that are drawn are those that the verdict rests on: none is run again', async () => {
  const seeds: number[] = []
  const one = reference.selectionTrial?.(evidence['5% flips'], 1) ?? expect.fail('the reference runs no trials')
  const subject = { ...reference, selectionTrial: (_: unknown, of: number) => (seeds.push(of), one) }
  const text = '{ assay: 1, questions: { q4: { items: { a: { ranking: 3 > 2 > 1 } } } } }'
  const judged = []
  for await (const item of grade(readSheet(text, 'ranking.yaml', questions), subject, { seed })) judged.push(item)
  expect(judged).toHaveLength(1)
  const run = seeds.length
  expect(run).toBeGreaterThan(100)
  const ofRanking = figures.filter(({ question }) => question === 'q4')
  expect(await drawFigures(ofRanking, subject)).toHaveLength(1)
  expect(seeds).toHaveLength(run)
})
