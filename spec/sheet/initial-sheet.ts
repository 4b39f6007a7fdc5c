/** A sheet to fill in: every question with what may be answered, in comments, so that it is valid before a word is written. */
import type { Question, Slot } from '../questions/question.ts'
import { answerForm } from './answer-form.ts'

const head = (schemaFile: string): string => `# yaml-language-server: $schema=${schemaFile}
#
# An answer sheet for assay. Take the # away from what you answer and write the answer behind its key; the rest may stay.
# Every key of an item except text, assume and points is an answer that is judged. An item may fill several.
#   text    the answer in your own words: shown, not judged
#   points  what the item is worth, 1 if left out
#   assume  what the answer assumes; an item's own assumptions replace those of its question, factor by factor
assay: 1
title: My answers
questions:
`

/** Where comments are wrapped. */
const width = 120

/** @param schemaFile where `assay schema` was written to, as the editor finds it from the sheet */
export function initialSheet(questions: readonly Question[], schemaFile = './assay.schema.json'): string {
  return head(schemaFile) + questions.map(section).join('\n')
}

function section({ id, title, asks, supplies, conditions, slots }: Question): string {
  const given = Object.entries(supplies).map(([name, fact]) => `${name}: ${fact}`)
  const assumable = Object.entries(conditions).map(([factor, levels]) => `${factor}: ${levels.join(' | ')}`)
  const [factor, levels] = Object.entries(conditions)[0] ?? []
  const lines = [
    ...comment(2, [title, asks]),
    ...(given.length > 0 ? comment(2, ['Given with the question:', ...given.map((line) => `  ${line}`)]) : []),
    `  ${id}:`,
    ...(assumable.length > 0 ? comment(4, ['May be assumed:', ...assumable.map((line) => `  ${line}`)]) : []),
    ...(factor === undefined ? [] : [`    # assume: { ${factor}: ${levels?.[0] ?? ''} }`]),
    '    items:',
    '      # a:',
    '      #   text: in your own words',
    ...Object.entries<Slot<never>>(slots).flatMap(([name, { means, reads }]) => answer(name, means, answerForm(reads))),
  ]
  return `${lines.join('\n')}\n`
}

/** A slot to fill in, below its meaning and the form of an answer: an example might be the answer. */
function answer(name: string, means: string, form: string): string[] {
  const told = form.split(' | ').every((word) => means.includes(word))
  return [...comment(6, told ? [means] : [means, `  ${form}`], '#   # '), `      #   ${name}:`]
}

/** Comments, wrapped; a text's own indentation is kept, and words are never broken. */
function comment(indent: number, texts: readonly string[], sign = '# '): string[] {
  const start = ' '.repeat(indent) + sign
  return texts.flatMap((text) => {
    const [, inner = '', rest = ''] = /^(\s*)([\s\S]*)$/u.exec(text) ?? []
    const lines = ['']
    for (const word of rest.split(/\s+/u)) {
      const line = lines.at(-1) ?? ''
      if (line !== '' && start.length + inner.length + line.length + word.length >= width) lines.push(word)
      else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
    }
    return lines.map((line) => start + inner + line)
  })
}
