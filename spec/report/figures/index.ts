/** The figures of the report, at most one a question. */
import { duplicate } from './q1.ts'
import { templates } from './q2.ts'
import { gradientStep } from './q3.ts'
import { coin } from './q5.ts'

export const figures = [duplicate, templates, gradientStep, coin]
