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

/** The reference, whose laboratory runs two trials a regime and gives them again: that of question 4 asks for twenty in each, which is seconds. */
const shown = new Map<string, ReturnType<typeof reference.selectionTrial>>()
const withFewTrials = {
  ...reference,
  selectionTrial(...[regime, of]: Parameters<typeof reference.selectionTrial>) {
    const key = JSON.stringify([regime, of % 2])
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

const drawnWith = async (question: string, items: string): Promise<string> => {
  const { questions: said } = readSheet(`{ assay: 1, questions: { ${question}: { items: { ${items} } } } }`, 'a.yaml', questions)
  const answers = said.flatMap((each) => each.items.flatMap((item) => item.answers))
  const of = figures.filter((figure) => figure.question === question)
  const [figure] = await drawFigures(of, reference, () => answers)
  return svgDocument(figure ?? expect.fail('no figure'))
}

/** Texts of a drawing, and how often a colour stands in it. */
const textsOf = (svg: string): string[] => [...svg.matchAll(/>([^<>]+)<\/text>/g)].map(([, text]) => text ?? '')
const redShapes = (svg: string): number => svg.match(/(?:stroke|fill)="var\(--red\)"[^>]*>(?:<(?:path|line|rect))/g)?.length ?? 0

test('what a sheet claims of the templates is drawn beside the truth: where it is so, or that it is at no n', async () => {
  const wrong = textsOf(await drawnWith('q2', 'a: { decisions: { E: undecided, B: better } }'))
  expect(wrong).toContain('claimed: B better, E undecided: at no n')
  expect(wrong).toContain('664')
  const partial = await drawnWith('q2', 'a: { option: c }, b: { design: { n: 2000, test: Yates, correction: none } }')
  expect(textsOf(partial)).toEqual(expect.arrayContaining(['claimed: B worse, C worse, D better, E better', '664', '2867', 'the sheet: n = 2000', 'the sheet'])) // prettier-ignore
  expect(textsOf(await drawnWith('q2', 'a: { option: b }'))).toContain('claimed: B worse, C undecided, D undecided, E better ✓')
})

test('the level that a sheet states is the one at which its claim is drawn', async () => {
  const [twoSided, oneSided] = await Promise.all(
    ['', ', b: { design: { sides: 1 } }'].map((more) => drawnWith('q2', `a: { decisions: { E: better } }${more}`)),
  )
  expect(textsOf(twoSided ?? '')).toContain('508')
  expect(textsOf(oneSided ?? '')).not.toContain('508')
})

test('what a sheet claims of the coin is drawn beside the truth, and marked where it is the truth', async () => {
  const svg = await drawnWith('q5', 'a: { mle: (k + 2) / (n + 4), map: k / n }, b: { posterior: normal, bayes: k }')
  const texts = textsOf(svg)
  expect(texts).toContain('claimed MLE: (k + 2) / (n + 4) = 0.357')
  expect(texts).toContain('MLE = MAP ✓ = 0.3')
  expect(texts).toContain('Bayes = 0.333')
  expect(texts).toContain('claimed posterior: a normal distribution')
  expect(texts).toContain('claimed Bayes: k = 3')
  expect(redShapes(svg)).toBe(4) // in two panels a rule of the MLE and a curve: the Bayes estimate is outside
  const right = textsOf(await drawnWith('q5', 'a: { posterior: "Beta(k + 1, n - k + 1)", mle: k / n, bayes: (k + 1) / (n + 2) }'))
  expect(right).toEqual(
    expect.arrayContaining(['MLE ✓ = MAP = 0.3', 'Bayes ✓ = 0.333', 'the posterior ✓ Beta(k + 1, n - k + 1)']),
  )
})

test('where nothing is claimed, nothing is drawn of it', () => {
  for (const { svg } of drawn.filter(({ question }) => /^q[1235]$/.test(question)))
    expect(textsOf(svg).filter((text) => /claimed|✓|sheet/.test(text))).toEqual([])
})

test.each([
  ['q2', 'a: { decisions: { B: worse } }, b: { decisions: { C: better } }, c: { decisions: { D: undecided } }, d: { decisions: { E: worse } }, e: { option: a }'],
  ['q2', 'a: { option: c }, b: { design: { n: 100000, test: Fisher, correction: BY, alpha: 0.999 } }'],
  ['q5', 'a: { mle: k * 10 ^ 60, map: undefined, posterior: { a: 0 - k, b: n } }, b: { mle: 0 - k }, c: { posterior: { a: 1 / 10 ^ 60, b: 10 ^ 60 } }'],
] as const)('unusual claims leave a drawing without holes: %s, %s', async (question, items) => {
  expect(await drawnWith(question, items)).not.toMatch(/="[^"]*(NaN|undefined|Infinity)/)
}) // prettier-ignore

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
