/** An answer sheet, read. */
import type { Assumption } from './verdict.ts'

export interface SheetItem {
  /** As it prints: Q1.a, T3.V1. */
  readonly id: string
  readonly question: string
  readonly text: string
  readonly assumed: Assumption
  readonly points: number
  readonly answers: readonly { readonly slot: string; readonly value: unknown; readonly shown: string }[]
}

export interface Sheet {
  readonly title: string
  readonly file: string
  readonly items: readonly SheetItem[]
}
