/** The JUnit file, read back by a strict parser. */
import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { anyCard } from './any-card.ts'
import { seed } from '../judge/seed.ts'
import type { ReportCard } from './card.ts'
import { junitXml } from './junit.ts'
import { sampleCard } from './sample-card.ts'

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  text: string
}

/** Every element in document order. Throws for XML that is not well-formed. */
function parse(xml: string): Element[] {
  const parser = new SaxesParser()
  const all: Element[] = []
  const open: Element[] = []
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, text: '' }
    all.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const inner = open.at(-1)
    if (inner !== undefined) inner.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  return all
}

/** As XML can hold it: the characters that it cannot are replaced. */
function heldByXml(text: string): string {
  return text
    .replaceAll(/[\p{Cs}\u0080-\u009f\ufffe\uffff]/gu, '\ufffd')
    .replaceAll(/[^\P{Cc}\t\n\r]/gu, (c) => (c === '\u007f' ? '␡' : String.fromCodePoint(0x2400 + c.charCodeAt(0))))
}

function holdsOfCards(holds: (elements: readonly Element[], card: ReportCard) => void): void {
  fc.assert(
    fc.property(anyCard, (card) => holds(parse(junitXml(card)), card)),
    { seed, numRuns: 40, examples: [[sampleCard]] },
  )
}

test('every card is well-formed XML, and its texts come back', () => {
  holdsOfCards((elements, card) => {
    const inOrder = card.questions.flatMap(({ id }) => card.items.filter(({ question }) => question === id))
    const cases = elements.filter(({ name }) => name === 'testcase')
    expect(cases.map(({ attributes }) => attributes['name'])).toEqual(inOrder.map(({ id, text }) => heldByXml(`${id} ${text}`)))
    const reasons = elements.filter(({ name }) => /^(failure|error|skipped|system-out)$/.test(name))
    expect(reasons.map(({ attributes, text }) => attributes['message'] ?? text)).toEqual(
      inOrder.map(({ verdict }) => heldByXml(verdict.reason)),
    )
    const verdicts = elements.filter(({ name, attributes }) => name === 'property' && attributes['name'] === 'verdict')
    expect(verdicts.map(({ attributes }) => attributes['value'])).toEqual(inOrder.map(({ verdict }) => verdict.word))
  })
})

test('refuted and contradictory fail, undecided is an error, not offered is skipped; the totals say so', () => {
  holdsOfCards((elements, { counts, items, questions }) => {
    const [root] = elements
    const expected = {
      tests: items.length,
      failures: counts.refuted + counts.contradictory,
      errors: counts.undecided,
      skipped: counts['not offered'],
    }
    for (const [name, count] of Object.entries(expected)) expect(root?.attributes[name]).toBe(String(count))
    const count = (name: string): number => elements.filter((element) => element.name === name).length
    expect({ tests: count('testcase'), failures: count('failure'), errors: count('error'), skipped: count('skipped') }).toEqual(
      expected,
    )
    expect(count('testsuite')).toBe(questions.length)
  })
})

test('a failure tells the counter-example and how to run it again', () => {
  const failures = parse(junitXml(sampleCard)).filter(({ name }) => name === 'failure')
  expect(failures.at(-1)?.text).toMatch(
    /^duplicate\.copies-halve: [^]*\nwith fitLogistic of the reference\ncounter-example: \[\{"x"[^]*\nreplay: assay check /,
  )
})
