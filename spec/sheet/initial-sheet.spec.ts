/** The sheet to fill in: valid, complete, and without answers. */
import { describe, expect, test } from 'vitest'
import { questions } from '../questions/index.ts'
import type { Slot } from '../questions/question.ts'
import { readSheet, type Sheet } from './answer-sheet.ts'
import { exampleQuestions } from './example-questions.ts'
import { initialSheet } from './initial-sheet.ts'
import { SheetError, type Problem } from './problem.ts'
import { sheetSchema } from './sheet-schema.ts'

const read = (text: string): Sheet => readSheet(text, 'sheet.yaml', exampleQuestions)

function problemsOf(text: string): readonly Problem[] {
  try {
    read(text)
  } catch (error) {
    if (error instanceof SheetError) return error.problems
    throw error
  }
  return []
}

describe('the sheet to fill in', () => {
  const initial = initialSheet(exampleQuestions)

  test('is valid as it is, and answers nothing', () => {
    expect(initial.startsWith('# yaml-language-server: $schema=./assay.schema.json\n')).toBe(true)
    expect(read(initial).questions.map(({ items: all }) => all.length)).toEqual(exampleQuestions.map(() => 0))
  })

  const uncommented = initial.replaceAll(/^( {6})# /gmu, '$1').replaceAll(/^( {4})# (?=assume:)/gmu, '$1')

  test('is valid with every slot filled in, and then answers every slot of every question', () => {
    const examples = exampleQuestions.flatMap(({ slots }) => Object.values<Slot<never>>(slots).map(({ example }) => example))
    const filled = uncommented.replaceAll(/^ {8}\w+:$/gmu, (key) => `${key} ${JSON.stringify(examples.shift())}`)
    expect(examples).toEqual([])
    const answered = read(filled).questions
    expect(answered.map(({ items: all }) => all.flatMap(({ answers }) => answers.map(({ slot }) => slot)))).toEqual(
      exampleQuestions.map(({ slots }) => Object.keys(slots)),
    )
    expect(answered[0]?.items[0]?.assume).toEqual({ penalty: ['none'] })
  })

  test('left empty, is told slot by slot what is missing', () => {
    const slots = exampleQuestions.flatMap((question) => Object.keys(question.slots))
    const missing = problemsOf(uncommented).filter(({ got }) => got === 'nothing')
    expect(missing).toHaveLength(slots.length)
  })

  test('shows the form of every answer, and no answer', () => {
    expect(initial).toContain('a formula in k, n\n      #   mle:\n')
    expect(initial).toContain('{ B: better | worse | undecided, C: better |')
    const real = initialSheet(questions)
    for (const { slots } of questions) {
      for (const name of Object.keys(slots)) expect(real).toMatch(new RegExp(`^ {6}# {3}${name}:$`, 'mu'))
    }
    expect(JSON.stringify(sheetSchema(questions))).not.toContain('"examples"')
  })

  test('asks for what the example of each question is', () => {
    for (const { slots } of questions) {
      for (const { reads, example } of Object.values<Slot<never>>(slots)) expect(reads.safeParse(example).success).toBe(true)
    }
  })
})
