/** What a slot cannot take is told with the nearest thing that can be said. */
import { describe, expect, test } from 'vitest'
import { questions } from '../questions/index.ts'
import { readSheet } from './answer-sheet.ts'
import { SheetError } from './problem.ts'

describe('what a slot cannot take', () => {
  const told = (question: string, item: string): string => {
    try {
      readSheet(`assay: 1\nquestions: { ${question}: { items: { a: ${item} } } }`, 'sheet.yaml', questions)
    } catch (error) {
      if (error instanceof SheetError) return error.message.split('\n')[0] ?? ''
      throw error
    }
    return ''
  }

  test('names the nearest statement, not all of them', () => {
    expect(told('q1', '{ states: the copies are equally heavy }')).toMatch(
      /expected one of \d\d words, got .*\(the nearest: .*splits-equally/u,
    )
    expect(told('q5', '{ states: the mle is biased }')).toMatch(/\(the nearest: .*mle-is-(un)?biased/u)
    expect(told('q1', '{ states: 7 }')).toContain('(assay init writes a sheet that lists them)')
  })

  test('says in words what kind of value it takes', () => {
    expect(told('q2', '{ design: { alpha: 2 } }')).toContain('expected a number below 1, got 2')
    expect(told('q2', '{ design: { n: 0 } }')).toContain('expected a number above 0, got 0')
    expect(told('q2', '{ design: { sides: three } }')).toContain('expected one of 1, 2, got "three"')
    expect(told('q4', '{ ranking: 1 > 4 }')).toMatch(
      /ranking: expected a ranking of methods 1, 2 and 3 such as [^"]*, got "1 > 4"/u,
    )
    expect(told('q1', '{ copies: { a: 1 } }')).not.toMatch(/Invalid|undefined/u)
  })

  test('a loop that cannot be read is told with its place', () => {
    const sheet = 'assay: 1\nquestions:\n  task3:\n    loop: none.py\n'
    expect(() => readSheet(sheet, '/nowhere/sheet.yaml', questions)).toThrow(
      'sheet.yaml:4:11: questions.task3.loop: expected a file that can be read, got loop: cannot read /nowhere/none.py',
    )
  })
})
