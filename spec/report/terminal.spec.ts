/** The card in a terminal: within its width, harmless, complete. */
import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCard } from './any-card.ts'
import { verdictWords } from '../judge/verdict.ts'
import { seed } from '../judge/seed.ts'
import { wantsColour } from './appearance.ts'
import { sampleCard } from './sample-card.ts'
import { describeCard, describeHead, describeItem, describeQuestion, describeSummary, type TerminalOptions } from './terminal.ts'
import { printable, widthOf } from './text.ts'

const anyOptions = fc.record({ columns: fc.integer({ min: 30, max: 200 }), colour: fc.boolean(), verbose: fc.boolean() })

test('for every card and every terminal lines fit, only colours are control characters and change no text, and the last line adds up', () => {
  const property = fc.property(anyCard, anyOptions, (card, options) => {
    const output = describeCard(card, options)
    linesFit(output, options)
    onlyColoursAreControls(output, options)
    const other = describeCard(card, { ...options, colour: !options.colour })
    expect(stripVTControlCharacters(other)).toBe(stripVTControlCharacters(output))
    lastLineAddsUp(output, card)
  })
  fc.assert(property, {
    seed,
    numRuns: 30,
    examples: [60, 100, 160].map((columns) => [sampleCard, { columns, colour: false, verbose: true }]),
  })
})

/** But for replay commands, which are never broken. */
function linesFit(output: string, { columns }: TerminalOptions): void {
  const lines = stripVTControlCharacters(output)
    .split('\n')
    .filter((line) => !/^ *replay {6,}/.test(line))
  expect(lines.filter((line) => widthOf(line) > columns)).toEqual([])
}

/** Line ends, and colours where colour is wanted. */
function onlyColoursAreControls(output: string, { colour }: TerminalOptions): void {
  const [plain = '', ...afterEscape] = output.split('\u001b[')
  expect(afterEscape.length > 0).toBe(colour)
  for (const piece of [plain, ...afterEscape.map((each) => each.replace(/^\d{1,2}m/, ''))])
    expect(piece.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u)
  expect(afterEscape.filter((each) => !/^\d{1,2}m/.test(each))).toEqual([])
}

/** It counts all seven verdicts, which add up to the items. */
function lastLineAddsUp(output: string, card: typeof sampleCard): void {
  const summary = stripVTControlCharacters(output).trimEnd().split('\n\n').at(-1)?.replaceAll('\n', ' ') ?? ''
  const counts = verdictWords.map((word) => Number(new RegExp(String.raw`(\d+) ${word}[,;]`).exec(summary)?.[1] ?? NaN))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(card.items.length)
  expect(summary).toContain(
    card.complete ? `${card.items.length} item` : `incomplete, ${card.items.length} of ${card.planned} item`,
  )
  expect(summary).toMatch(/ of \S+ points$/)
}

test('a card of a run that has not ended says so above its first question and in its last line', () => {
  const options = { columns: 100, colour: false }
  const card = { ...sampleCard, items: sampleCard.items.slice(0, 2), complete: false }
  const [head = '', ...rest] = describeCard(card, options).split('\n\n')
  expect(head).toMatch(/\nincomplete: 2 of \d+ items judged, the run has not ended$/)
  expect(rest.at(-1)).toMatch(/^incomplete, 2 of /)
  expect(describeCard(sampleCard, options)).not.toContain('incomplete')
})

test('a card printed as it comes is the card printed at the end', () => {
  const options = { columns: 80, colour: true }
  let streamed = describeHead(sampleCard, options)
  for (const question of sampleCard.questions) {
    streamed += describeQuestion(question, options)
    for (const item of sampleCard.items.filter((each) => each.question === question.id)) streamed += describeItem(item, options)
  }
  expect(streamed + describeSummary(sampleCard, options)).toBe(describeCard(sampleCard, options))
})

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}

function replays(options: Partial<TerminalOptions>): number {
  const output = describeCard(sampleCard, { columns: 100, colour: false, ...options })
  return [...output.matchAll(/^ *replay .*assay check/gm)].length
}

describe('the sample', () => {
  test('a reason is cut after two lines, with an ellipsis, and whole for a chosen question', () => {
    const long = sampleCard.items.find(({ id }) => id === 'Q1.f')?.verdict.reason ?? ''
    const short = words(describeCard(sampleCard, { columns: 60, colour: false }))
    const chosen = words(describeCard(sampleCard, { columns: 60, colour: false, questions: ['q1'] }))
    expect(short).not.toContain(printable(long))
    expect(short).toContain(' …')
    expect(chosen).toContain(printable(long))
  })

  test('details are given for the chosen questions only', () => {
    expect([replays({}), replays({ questions: ['q1'] }), replays({ verbose: true })]).toEqual([0, 2, 5])
  })

  test('details show the conditions, the counter-example, the tolerance, the figures and the seed', () => {
    const full = describeCard(sampleCard, { columns: 120, colour: false, verbose: true })
    for (const part of [
      'elastic net  random     false',
      'always with      solver = gradient descent',
      'expected         0.7133',
      'you said         0.7133',
      'it is            0.3566',
      'counter-example  [{"x":',
      '12 % used',
      'from reference   fitLogistic',
      'n where true: 664 … 1880',
      'seed 1',
    ])
      expect(full).toContain(part)
  })

  test('replay commands are never broken', () => {
    const narrow = describeCard(sampleCard, { columns: 40, colour: false, verbose: true })
    for (const { replay } of sampleCard.items.flatMap(({ evidence }) => evidence)) expect(narrow).toContain(`${replay}\n`)
  })
})

test('colour is for terminals that can show it, unless NO_COLOR says otherwise', () => {
  expect(wantsColour({ isTTY: true }, {})).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '' })).toBe(true)
  expect(wantsColour({ isTTY: true }, { NO_COLOR: '1' })).toBe(false)
  expect(wantsColour({ isTTY: true }, { TERM: 'dumb' })).toBe(false)
  expect(wantsColour({}, {})).toBe(false)
})
