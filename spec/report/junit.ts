/** The report card as JUnit XML: one suite a question, one case an item, for the pages of continuous integration. */
import type { ItemReport, ReportCard } from './card.ts'
import { standInsOf } from './evidence-fields.ts'
import { markup, nothing, type Markup } from './markup.ts'

/** Refuted and contradictory items fail, undecided ones are errors, items that nobody offered are skipped; the others pass. */
export function junitXml(card: ReportCard): string {
  const suites = card.questions.map((question) => {
    const items = card.items.filter((item) => item.question === question.id)
    return markup`
  <testsuite name="${question.id} ${question.title}" ${totals(items)} timestamp="${card.date}">${properties({
    sheet: card.sheet.file,
    seed: String(card.seed),
    assay: card.assay,
    complete: String(card.complete),
    ...card.versions,
  })}${items.map(testCase)}
  </testsuite>`
  })
  const xml = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="${card.sheet.title}" ${totals(card.items)}>${suites}
</testsuites>
`
  return xml.text
}

function totals(items: readonly ItemReport[]): Markup {
  const count = (element: ReturnType<typeof elementOf>): number => items.filter((item) => elementOf(item) === element).length
  const time = items.reduce((sum, item) => sum + secondsOf(item), 0)
  return markup`tests="${items.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${time.toFixed(3)}"`
}

function testCase(item: ItemReport): Markup {
  const { word, reason, trueWhen, stated } = item.verdict
  const element = elementOf(item)
  const result = {
    failure: markup`
      <failure type="${word}" message="${reason}">${account(item)}</failure>`,
    error: markup`
      <error type="${word}" message="${reason}">${account(item)}</error>`,
    skipped: markup`
      <skipped message="${reason}"/>`,
    passed: markup`
      <system-out>${reason}</system-out>`,
  }[element]
  return markup`
    <testcase name="${item.id} ${item.text}" classname="${item.question}" time="${secondsOf(item).toFixed(3)}">${properties({
      verdict: word,
      points: `${item.points.earned} of ${item.points.of}`,
      ...(item.claims.length === 0 ? {} : { claims: item.claims.join('; ') }),
      ...(trueWhen === undefined ? {} : { 'true when': trueWhen }),
      ...(stated === undefined ? {} : { stated: String(stated) }),
      ...(item.contradicts.length === 0 ? {} : { contradicts: item.contradicts.join(', ') }),
      ...(item.supplied.length === 0 ? {} : { 'supplied by the question': item.supplied.join('; ') }),
    })}${result}
    </testcase>`
}

function elementOf({ verdict: { word } }: ItemReport): 'failure' | 'error' | 'skipped' | 'passed' {
  if (word === 'refuted' || word === 'contradictory') return 'failure'
  if (word === 'undecided') return 'error'
  return word === 'not offered' ? 'skipped' : 'passed'
}

function secondsOf(item: ItemReport): number {
  return item.evidence.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0) / 1000
}

/** What a person needs to see the failure again. */
function account(item: ItemReport): string {
  return item.evidence
    .filter(({ verdict }) => verdict.word === item.verdict.word || item.evidence.length === 1)
    .map((evidence) => {
      const { spec, says, failure, replay } = evidence
      const counterexample = failure?.counterexample && `counter-example: ${failure.counterexample}`
      return [`${spec}: ${says}`, failure?.message, standInsOf(evidence), counterexample, `replay: ${replay}`]
        .filter((line) => line !== undefined && line !== '')
        .join('\n')
    })
    .join('\n\n')
}

function properties(all: Readonly<Record<string, string>>): Markup {
  const entries = Object.entries(all)
  if (entries.length === 0) return nothing
  const lines = entries.map(
    ([name, value]) => markup`
        <property name="${name}" value="${value}"/>`,
  )
  return markup`
      <properties>${lines}
      </properties>`
}
