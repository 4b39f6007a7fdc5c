/** The main job: the sheets that come with the suite, and wrong ones, get the verdicts that they deserve. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { checkCommand } from '../cli/check.ts'
import { assayHere, inFolder } from '../cli/cli-under-test.ts'
import { questions } from '../questions/index.ts'
import { sheetFile } from './checks.ts'
import type { ItemReport } from '../report/card.ts'
import { reportCard } from '../report/card.ts'
import { plainData } from '../report/plain-data.ts'
import { emptyCard, withItem } from '../report/running-card.ts'
import { seed } from '../judge/seed.ts'
import reference from '../subjects/reference.ts'
import { loadSheet, readSheet, type Sheet } from './answer-sheet.ts'
import { grade } from './grade.ts'

async function judged(sheet: Sheet): Promise<readonly ItemReport[]> {
  let card = emptyCard(sheet, seed, '', '')
  for await (const item of grade(sheet, reference, { seed })) card = withItem(card, item, 0)
  return card.items
}

describe('the submitted assignment', async () => {
  const items = await judged(loadSheet(sheetFile('submitted'), questions))
  const item = (id: string): ItemReport => items.find((each) => each.id === id) ?? expect.fail(`no item ${id}`)

  test('gets these verdicts', () => {
    const judgedOnes = items.filter(({ question }) => /^q[12345]$/.test(question))
    expect(judgedOnes.map(({ id, verdict }) => `${id} ${verdict.word}`)).toEqual([
      'Q1.a refuted',
      'Q1.b conditional',
      'Q1.c refuted',
      'Q1.d conditional',
      'Q1.e conditional',
      'Q1.f conditional',
      'Q1.g refuted',
      'Q2.a conditional',
      'Q2.b conditional',
      'Q2.c conditional',
      'Q2.d holds',
      'Q2.e refuted',
      'Q3.a loose',
      'Q3.b holds',
      'Q3.c loose',
      'Q3.d loose',
      'Q3.e loose',
      'Q3.f contradictory',
      'Q3.g holds',
      'Q4.a refuted',
      'Q4.b refuted',
      'Q4.c conditional',
      'Q4.d conditional',
      'Q4.e conditional',
      'Q4.f conditional',
      'Q4.g refuted',
      'Q5.a holds',
      'Q5.b holds',
      'Q5.c holds',
      'Q5.d holds',
      'Q5.e holds',
      'Q5.f conditional',
    ])
  })

  test.each([
    ['Q1.a', 'an exact copy is always redundant: it never lowers the attainable log loss (10 tables, largest gain 0)'],
    ['Q1.c', 'an exact copy is always redundant: it never lowers the attainable log loss (10 tables, largest gain 0)'],
    ['Q1.e', 'under an L2 penalty of 1 the intercept moves from -0.0063 to -0.0215 (ten rows)'],
    ['Q1.f', 'under an L2 penalty of 1 each copy weighs 0.4182, not half of 0.6836 (eight rows)'],
    ['Q1.g', 'an exact copy is always redundant: it never lowers the attainable log loss (10 tables, largest gain 0)'],
    ['Q2.b', 'only BY together with Yates, Fisher, Newcombe or Agresti-Caffo loses E'],
    ['Q2.e', 'the decision depends on what is not stated: D is undecided with n = 1000 and better with n = 2000'],
  ])('the reason of %s says: %s', (id, sentence) => {
    expect(item(id).verdict.reason).toContain(sentence)
  })

  test('gets these verdicts on its training loop, and nothing is lost', () => {
    const loop = items.filter(({ question }) => question === 'task3')
    expect(loop.map(({ id, verdict, points }) => `${id} ${verdict.word} ${points.earned}`)).toEqual([
      'T3.1 refuted 0',
      'T3.2 refuted 0',
      'T3.3 refuted 0',
      'T3.4 conditional 0.5',
      'T3.5 holds 1',
      'T3.6 conditional 0.5',
      'T3.7 holds 1',
      'T3.8 holds 1',
      'T3.9 conditional 0.5',
      'T3.10 conditional 0',
      'T3.11 conditional 0',
      'T3.12 conditional 0',
      'T3.13 conditional 0',
      'T3.14 conditional 0',
      'T3.15 conditional 0',
      'T3.16 refuted 0',
      'T3.17 refuted 0',
      'T3.18 conditional 0.5',
      'T3.V1 not offered 0',
      'T3.V2 not offered 0',
      'T3.V3 not offered 0',
    ])
    expect(items).toHaveLength(53)
  })

  test.each([
    ['T3.1', 'models wrapped by DistributedDataParallel, which is imported (submitted-loop.py:5:1): expected at least 1, got 0'],
    ['T3.3', "No module named 'fsdp'"],
    ['T3.10', 'expected 0, got 24'],
    ['T3.11', 'as 24 scalers are made and each begins at 65536'],
    ['T3.13', 'its threshold 1 acts at 0.000015'],
    [
      'T3.16',
      'in bfloat16: step counter of the optimizer after 24 gradients (submitted-loop.py:61:16 and submitted-loop.py:63:19): expected 24, got 48',
    ],
    ['T3.16', 'all parameters are NaN after update 1'],
    ['T3.18', 'having "module.fc.weight"'],
  ])('the reason of %s says %s', (id, sentence) => {
    expect(item(id).verdict.reason).toContain(sentence)
  })

  test('the loss outside autocast is right in float32 or without a GPU; the clip where the scaler is off', () => {
    expect(item('T3.10').verdict.trueWhen).toBe('device = cpu; or dtype = float32')
    expect(item('T3.12').verdict.trueWhen).toBe('device = cpu; or dtype = bfloat16 or float32')
    expect(item('T3.13').verdict.trueWhen).toBe('ranks = 1 and device = cpu')
  })

  test('3 > 2 > 1 is refuted for people’s labels, and true with blind spots, clean labels and enough old data', () => {
    const { verdict, points } = item('Q4.g')
    expect(verdict.trueWhen).toBe(
      'training = union and old data = many and blind spot = most; or training = union and picks = many and labels = clean and blind spot = large',
    )
    expect(points.earned).toBe(0)
  })

  test('half of the old weight each: true from a symmetric start without penalty, refuted under L2 by the eight rows', () => {
    const { verdict, contradicts } = item('Q1.f')
    expect(verdict.trueWhen).toBe(
      'data = overlapping and start = symmetric and solver = gradient and penalty = none; or start = symmetric and solver = gradient and penalty = l1',
    )
    expect(verdict.stated).toBe(false)
    expect(contradicts).toEqual(['Q1.a', 'Q1.c', 'Q1.d', 'Q1.g'])
  })

  test('option (b) is right for 664 to 1880 mails a template by the pooled z without correction', () => {
    expect(JSON.stringify(item('Q2.a').evidence.map(({ measured }) => measured))).toContain('664..1880')
    expect(item('Q2.a').supplied.join()).toContain('n = 1000')
  })

  test('the parts do not sum to the total', () => {
    expect(item('Q3.f').contradicts).toEqual(['Q3.c', 'Q3.d', 'Q3.e'])
  })

  test('a verdict says which parts came from the reference: those that its claim does not bring', () => {
    const lent = (id: string): unknown => item(id).evidence.map(({ fromReference }) => fromReference)
    expect([lent('Q5.c'), lent('Q5.f')]).toEqual([[undefined, undefined], [['mle', 'mapIn']]])
  })

  test('every verdict but not offered has evidence with a replay line, or names the items that it clashes with', () => {
    for (const { id, verdict, evidence, contradicts } of items) {
      if (verdict.word === 'not offered') continue
      expect(evidence.length + contradicts.length, id).toBeGreaterThan(0)
      for (const { replay } of evidence)
        expect(replay).toMatch(/^(npx --no-install assay|node \S+) check \S+ --item \S+ --spec \S+/)
    }
  })

  test('graded by the command line with the same seed, it gets the same card, which is the one that the README shows', () =>
    inFolder({}, async (folder) => {
      const { exitCode, stdout } = await assayHere('.', 'grade', '--seed', String(seed), '--out', folder)
      expect(exitCode).toBe(0)
      const timeless = (all: unknown): unknown =>
        JSON.parse(JSON.stringify(all, (key: string, value: unknown) => (key === 'elapsedMs' ? undefined : value)))
      const card = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { readonly items: readonly ItemReport[] }
      expect(timeless(card.items)).toEqual(timeless(plainData(items)))
      const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8').replace('seed 1 ·', `seed ${seed} ·`)
      const [begins, ends] = [...readme.matchAll(/^```text\n(.*?)^```$/gms)].map(([, text = '']) => text.trimEnd())
      expect(stdout.startsWith(`${begins}\n`), stdout.slice(0, 2000)).toBe(true)
      expect(stdout).toContain(`\n${ends}\n`)
    }))

  test('its replay lines, pasted, are understood and give the same outcome', async () => {
    const lines = items.flatMap(({ evidence }) => evidence.map(({ replay, verdict }) => ({ replay, verdict })))
    expect(lines.length).toBeGreaterThan(25)
    for (const { replay, verdict } of lines) {
      const words = replay.replace(/^.*? check /, '').match(/'[^']*'|\S+/g) ?? []
      let [out, err] = ['', '']
      await checkCommand({ out: (text) => (out += text), err: (text) => (err += text) })
        .exitOverride()
        .parseAsync([...words.map((word) => word.replaceAll("'", '')), '--json'], { from: 'user' })
      process.exitCode = 0
      expect(err, replay).toBe('')
      const again = JSON.parse(out) as { verdict: { word: string; failure?: { message: string } } }
      expect(again.verdict.failure?.message, replay).toBe(verdict.failure?.message)
    }
  })

  test('every item fits the published schema', () => {
    const published = z.fromJSONSchema(
      JSON.parse(JSON.stringify(z.toJSONSchema(reportCard.shape.items.element, { target: 'draft-7' }))),
    )
    for (const each of items) expect(published.safeParse(JSON.parse(JSON.stringify(each))).error).toBeUndefined()
  })
})

test('the key holds throughout, or under conditions that it states, and earns all points', async () => {
  const items = await judged(loadSheet(sheetFile('key'), questions))
  const off = items.filter(
    ({ verdict }) => verdict.word !== 'holds' && !(verdict.word === 'conditional' && verdict.stated === true),
  )
  expect(off.map(({ id, verdict }) => `${id} ${verdict.word}: ${verdict.reason}`)).toEqual([])
  expect(items.reduce((sum, { points }) => sum + points.earned - points.of, 0)).toBe(0)
  expect(items.flatMap(({ contradicts }) => contradicts)).toEqual([])
})

/** Wrong answers, one fault each: question, answer, verdict. */
const wrong = [
  ['q1', 'copies: w_n', 'refuted'],
  ['q1', 'copies: w_n / 3', 'refuted'],
  ['q1', 'copies: w_n / 2, assume: { penalty: l2 }', 'refuted'],
  ['q1', 'others: w_i / 2', 'refuted'],
  ['q1', 'others: w_i, assume: { penalty: l2 }', 'refuted'],
  ['q1', 'states: sum-unchanged, assume: { penalty: elastic net }', 'refuted'],
  ['q1', 'states: copy-greater-when-informative', 'refuted'],
  ['q2', 'option: a', 'conditional'],
  ['q2', 'option: c', 'refuted'],
  ['q2', 'decisions: { D: better }', 'refuted'],
  ['q2', 'decisions: { B: undecided }, assume: { correction: none }', 'refuted'],
  ['q2', 'decisions: { B: worse }, assume: { correction: Bonferroni }', 'refuted'],
  ['q2', 'design: {}', 'refuted'],
  ['q2', 'design: { n: 1000 }', 'conditional'],
  ['q2', 'option: b, design: { n: 400 }', 'refuted'],
  ['q2', 'option: b, design: { n: 201 }', 'refuted'],
  ['q2', 'option: b, design: { n: 1000, correction: Bonferroni, test: pooled z }', 'refuted'],
  ['q3', 'total: O(n)', 'refuted'],
  ['q3', 'total: O(m*k), assume: { update: dense, features: some never occur }', 'refuted'],
  ['q3', 'total: Theta(m*n)', 'refuted'],
  ['q3', 'forward: O(m)', 'refuted'],
  ['q3', 'forward: O(m*n)', 'loose'],
  ['q3', 'backward: O(m*k*log(n))', 'loose'],
  ['q4', 'ranking: 3 > 2 > 1', 'conditional'],
  ['q4', 'ranking: 2 first, assume: { labels: logistic, training: union }', 'refuted'],
  ['q4', 'ranking: 3 first, assume: { training: new }', 'refuted'],
  ['q4', 'ranking: 1 = 3, assume: { labels: noisy }', 'refuted'],
  ['q4', 'states: wrong-and-farthest-is-ambiguous, assume: { labels: noisy }', 'refuted'],
  ['q4', 'states: v2-inherits-mistakes', 'conditional'],
  ['q5', 'mle: k / (n + 1)', 'refuted'],
  ['q5', 'mle: k / n + 1 / 10^15', 'refuted'],
  ['q5', 'bayes: (k + 1) / (n + 1)', 'refuted'],
  ['q5', 'bayes: k / n', 'refuted'],
  ['q5', 'map: (k + 1) / (n + 2)', 'refuted'],
  ['q5', 'map: k / n, assume: { parametrisation: log-odds }', 'refuted'],
  ['q5', 'posterior: normal', 'refuted'],
  ['q5', 'posterior: { a: k, b: n - k }', 'refuted'],
  ['q5', 'states: mean-ignores-the-prior', 'conditional'],
  ['q5', 'states: map-equals-mean, assume: { parametrisation: p }', 'refuted'],
] as const

test.each(wrong)('%s { %s } is %s', async (question, answer, word) => {
  const sheet = readSheet(`{ assay: 1, questions: { ${question}: { items: { a: { ${answer} } } } } }`, 'wrong.yaml', questions)
  const [item] = await judged(sheet)
  expect(item?.verdict.word, item?.verdict.reason).toBe(word)
  expect(item?.points.earned).toBeLessThan(1)
  if (word === 'refuted') expect(item?.verdict.failure ?? item?.verdict.trueWhen).toBeDefined()
})

test('what the sheet states about its design is not said to come from the question', async () => {
  const suppliedWith = async (design: string): Promise<string> => {
    const text = `{ assay: 1, questions: { q2: { items: { a: { option: b }, b: { design: { ${design} } } } } } }`
    const [item] = await judged(readSheet(text, 'design.yaml', questions))
    return item?.supplied.map((fact) => fact.replace(/ = .*/, '')).join() ?? ''
  }
  expect(await suppliedWith('test: pooled z')).toBe('n,rates,confidence')
  expect(await suppliedWith('n: 400')).toBe('rates,confidence')
  expect(await suppliedWith('n: 400, alpha: 0.01')).toBe('rates')
  expect(await suppliedWith('sides: 1')).toBe('n,rates')
})

/** Right answers that say all that they rest on: question, answer, verdict. */
const right = [
  [
    'q2',
    'decisions: { B: undecided, C: undecided, D: undecided, E: better }, design: { alpha: 0.0125, n: 1000, correction: none, test: pooled z }',
    'holds',
  ],
  ['q2', 'option: b, design: { n: 1600, correction: Bonferroni, test: pooled z }', 'holds'],
  ['q2', 'option: b, design: { n: 1000, correction: none, test: pooled z }', 'holds'],
  ['q2', 'option: b, assume: { procedure: chi-square, correction: none }', 'conditional'],
] as const

test.each(right)('%s { %s } is %s, and earns all', async (question, answer, word) => {
  const sheet = readSheet(`{ assay: 1, questions: { ${question}: { items: { a: { ${answer} } } } } }`, 'right.yaml', questions)
  const [item] = await judged(sheet)
  expect(item?.verdict.word, item?.verdict.reason).toBe(word)
  expect(item?.points).toEqual({ earned: 1, of: 1 })
})
