/** Five e-mail templates, 1000 mails each: the reference's answer to the question, computed from the rates. */
import type { Decision } from './arm.ts'
import { compareWithControl, type Design } from './compare-arms.ts'

const RATES = { A: 0.1, B: 0.07, C: 0.085, D: 0.12, E: 0.14 } as const

/** The design under which the reference answers: all of it is stated. */
export function statedDesign(): Design & { readonly n?: number } {
  return { n: 1000, procedure: 'pooled z', correction: 'none', alpha: 0.05 }
}

/** What the click-through rates say about each template against A, under the stated design. */
export function templateDecisions(): Readonly<Record<string, Decision>> {
  const { n = 1000, ...design } = statedDesign()
  const arms = Object.fromEntries(Object.entries(RATES).map(([name, rate]) => [name, { successes: Math.round(rate * n), n }]))
  const compared = compareWithControl({ arms, control: 'A', ...design })
  return Object.fromEntries(Object.entries(compared).map(([name, { decision }]) => [name, decision]))
}
