/** An answer sheet, read against the questions: typed, complete, or refused with all of its problems. */
import { dirname, resolve } from 'node:path'
import type { ZodType } from 'zod'
import type { $ZodIssue } from 'zod/v4/core'
import type { Answer, Question } from '../questions/question.ts'
import type { Conditions } from '../judge/spec.ts'
import { UsageError } from '../judge/usage-error.ts'
import { placeOf, sheetError, type Finding } from './problem.ts'
import { readSheetFile } from './sheet-file.ts'
import { findingsOf, valueAt } from './sheet-issues.ts'
import { sheetForm, type AssumeForm, type ItemForm, type Mark, type SheetForm } from './sheet-schema.ts'
import { readSource, type Source } from './sheet-source.ts'

export interface Sheet {
  readonly file: string
  readonly title: string
  /** In the order of the sheet. */
  readonly questions: readonly AnsweredQuestion[]
}

export interface AnsweredQuestion {
  readonly question: Question
  readonly items: readonly Item[]
}

export interface Item {
  /** As reports print it: Q1.a, T3.V1. */
  readonly id: string
  /** The line of the sheet. */
  readonly line: number
  /** '' if the sheet gives none. */
  readonly text: string
  readonly points: number
  /** What a person gave for it, as a share of the points, and why. */
  readonly mark?: Mark
  /** What the sheet assumes; a factor that is not named is left open. */
  readonly assume: Conditions
  /** One for each slot that is filled, in the order of the question's slots. Empty: there is nothing to judge. */
  readonly answers: readonly WrittenAnswer[]
}

/** An answer and how the sheet puts it. */
export interface WrittenAnswer extends Answer {
  readonly written: unknown
}

/** @throws SheetError with every problem of the file */
export function loadSheet(file: string, questions: readonly Question[]): Sheet {
  return readSheet(readSheetFile(file), file, questions)
}

/** @throws SheetError with every problem of the text */
export function readSheet(text: string, file: string, questions: readonly Question[]): Sheet {
  const source = readSource(text)
  if (!source.wellFormed) throw sheetError(file, text, source.findings)
  const form = sheetForm(questions)
  const result = form.safeParse(source.value ?? {})
  const findings = [...source.findings, ...disagreements(source, form, result.error?.issues ?? [])]
  if (findings.length > 0 || !result.success) throw sheetError(file, text, findings)
  const sheet = typed(result.data, source, file, questions)
  const unreadable = sheet.questions.flatMap(({ question, items }) => unreadableFiles(question, items, source))
  if (unreadable.length > 0) throw sheetError(file, text, unreadable)
  return sheet
}

/** Files that stand beside the items of a question and cannot be read, each once. */
function unreadableFiles({ id, common = {} }: Question, items: readonly Item[], source: Source): Finding[] {
  return Object.entries(common).flatMap(([slot, { opens }]): Finding[] => {
    const path = items.flatMap(({ answers }) => answers).find((answer) => answer.slot === slot)?.value
    if (opens === undefined || typeof path !== 'string') return []
    try {
      opens(path)
      return []
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
      const at = ['questions', id, slot]
      return [{ offset: source.valueOffset(at), path: at, expected: 'a file that can be read', got: error.message }]
    }
  })
}

/** Where YAML is not a sheet, save the places that are reported already. */
function disagreements(source: Source, form: ZodType<SheetForm>, issues: readonly $ZodIssue[]): Finding[] {
  if (source.value === null && source.findings.length === 0) {
    return [{ offset: 0, path: [], expected: 'a sheet that starts with "assay: 1"', got: 'an empty file' }]
  }
  const known = new Set(source.findings.map(({ offset }) => offset))
  return issues.flatMap((issue) => findingsOf(issue, [], source, form)).filter(({ offset }) => !known.has(offset))
}

function typed(form: SheetForm, source: Source, file: string, questions: readonly Question[]): Sheet {
  const answered = questions.flatMap((question): (AnsweredQuestion & { offset: number })[] => {
    const given = form.questions[question.id]
    if (given === undefined) return []
    const at = ['questions', question.id]
    const common = answersIn(given, question.common ?? {}, at, source, file)
    const own = given.items ?? (common.length > 0 ? usualItems(question) : {})
    const items = Object.entries(own).map(([name, item]) => {
      const path = given.items === undefined ? at : [...at, 'items', name]
      const offset = source.keyOffset(path)
      const answers = [...answersIn(item, question.slots, path, source, file), ...common]
      return {
        offset,
        id: itemId(question.id, name),
        line: placeOf(source.text, offset).line,
        text: item.text ?? '',
        points: item.points ?? 1,
        ...(item.mark === undefined ? {} : { mark: item.mark }),
        assume: { ...levels(given.assume), ...levels(item.assume) },
        answers,
      }
    })
    const inOrder = items.toSorted((a, b) => a.offset - b.offset).map(({ offset: _offset, ...item }) => item)
    return [{ question, items: inOrder, offset: source.keyOffset(['questions', question.id]) }]
  })
  return {
    file,
    title: form.title ?? file,
    questions: answered.toSorted((a, b) => a.offset - b.offset).map(({ question, items }) => ({ question, items })),
  }
}

/** The answers that stand in a mapping of the sheet, in the order of the slots; files as seen from the sheet. */
function answersIn(
  mapping: Readonly<Record<string, unknown>>,
  slots: Question['slots'],
  path: readonly string[],
  source: Source,
  file: string,
): WrittenAnswer[] {
  return Object.entries(slots)
    .filter(([slot]) => Object.hasOwn(mapping, slot))
    .map(([slot, { isFile }]) => {
      const value = mapping[slot]
      const written = valueAt(source.value, [...path, slot]) ?? value
      return { slot, value: isFile === true && typeof value === 'string' ? resolve(dirname(file), value) : value, written }
    })
}

function usualItems({ usualItems: usual = {} }: Question): Readonly<Record<string, ItemForm>> {
  return Object.fromEntries(Object.entries(usual).map(([name, { text, answers }]) => [name, { text, ...answers }]))
}

/** q1 and a are Q1.a; task3 and V1 are T3.V1. */
export function itemId(question: string, item: string): string {
  return `${question.replace(/^task(?=\d)/u, 't').toUpperCase()}.${item}`
}

function levels(assume: AssumeForm = {}): Conditions {
  return Object.fromEntries(
    Object.entries(assume).map(([factor, level]) => [factor, typeof level === 'string' ? [level] : (level ?? [])]),
  )
}
