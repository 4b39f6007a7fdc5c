/** The questions that a sheet can answer, in the order of the report card. */
import type { Question } from '../question.ts'

export const questions: readonly Question<never>[] = []
