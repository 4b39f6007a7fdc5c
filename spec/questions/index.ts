/** The questions that a sheet can answer, in the order of the report card. */
import type { Question } from './question.ts'
import { q1 } from './q1/index.ts'
import { q2 } from './q2/index.ts'
import { q3 } from './q3/index.ts'
import { q4 } from './q4/index.ts'
import { q5 } from './q5/index.ts'
import { task3 } from './task3/index.ts'

export const questions: readonly Question[] = [q1, q2, q3, q4, q5, task3]
