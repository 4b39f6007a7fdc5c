/** A run on ranks against the oracle, with tolerances that follow from float32. */
import type { TrainingJob, TrainingOutcome } from '../../../src/contract/parallel.ts'
import type { Witness } from '../../judge/witness.ts'
import { tracesOf, wholeState } from './jobs.ts'
import { oracle } from './oracle.ts'

/** Half a unit in the last place of float32. */
const U = 2 ** -24

/**
 * A gradient is rounded to float32 once per micro-batch and once per addition, at most 2 + log2(16) times along any path of the tree, and once more when it is
 * scaled: 7 u times the sum of the magnitudes. The model computes it from parameters in float32 that are the oracle's own.
 */
const GRADIENT = 8 * U

/**
 * Parameters are below 2 and rounded once a step; gradients, relative to the largest that enters any (below 2), are off by GRADIENT and, from the second step on,
 * by what the parameters were off before, times a curvature below 16. Both optimizers move a parameter by at most lr / eps = 10 times (AdamW, eps 1e-3) a change of its
 * gradient: three steps of (1 + 10) roundings, each amplified by less than 1 + 10 * 16 * 0.01 < 3 in every later step: 3 * 9 * 11 * 8 u * 2.
 */
const PARAMETER = 3 * 9 * 11 * 16 * U

/** Losses are below 8 and are computed in float64; they see the parameters' error through gradients whose absolute values sum to less than 40. */
const LOSS = 40 * PARAMETER

/** Requires that a run left what the oracle leaves. */
export function sameAsOracle(w: Witness, training: TrainingJob, outcome: TrainingOutcome): void {
  const traces = tracesOf(w, outcome, training.ranks)
  const expected = oracle(training)
  const got = wholeState(w, training, traces)
  const coefficient = traces[0]?.records[0]?.clipCoefficient ?? NaN
  for (const [u, gradient] of expected.gradients.entries()) {
    const magnitudes = expected.magnitudes[u] ?? []
    const largest = Math.max(...magnitudes)
    w.close(
      `gradient of unit ${u}`,
      got.gradients[u] ?? [],
      gradient.map((g) => g * coefficient),
      GRADIENT * largest,
    )
    w.close(`parameters of unit ${u}`, got.parameters[u] ?? [], expected.parameters[u] ?? [], PARAMETER)
  }
  for (const [rank, { records }] of traces.entries()) {
    w.close(
      `losses on rank ${rank}`,
      records.map(({ loss }) => loss),
      expected.losses,
      LOSS,
    )
    w.close(
      `norms on rank ${rank}`,
      records.map(({ gradientNorm }) => gradientNorm),
      expected.norms,
      LOSS,
    )
  }
}
