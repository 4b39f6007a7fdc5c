/**
 * Regimes that the laws and question 4 ask about, small enough to be run at once: ten features, and a pool of a hundred stories for
 * each that is picked.
 */
import type { Regime } from '../../../src/contract/selection.ts'

const base: Regime = { features: 10, firstRows: 200, picked: 200, poolRows: 20_000, penalty: 1 }
const blindSpots = { tokens: 50, mass: 0.3 }

/** The four regimes whose margins are published. */
export const evidence = {
  clean: base,
  '5% flips': { ...base, flips: 0.05 },
  'logistic labels and 5% flips': { ...base, flips: 0.05, temperature: 0.25 },
  'blind spots of 30%': { ...base, firstRows: 600, penalty: 0.1, blindSpots },
} as const satisfies Readonly<Record<string, Regime>>

/** The seed of trial `i` of a block: blocks share no trial. */
export function trialSeed(block: number, i: number): number {
  return block * 4096 + i
}
