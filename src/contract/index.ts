/**
 * The contract: everything that a subject can offer besides answers to questions, and so everything that a law can be about.
 *
 * A subject is a module whose default export is `{ name, ...parts }`, or a process that answers calls. Every part is optional: what
 * is missing comes from the reference, and the verdict says so. Arrays go in and come out as plain typed arrays; no part changes its
 * arguments. Shapes, units, ranges, errors and sources stand in this folder, one file a room.
 */
import type { BetaBernoulli } from './beta-bernoulli.ts'
import type { Collectives } from './collectives.ts'
import type { Complexity } from './complexity.ts'
import type { EngineParts } from './engine.ts'
import type { Experiments } from './experiment.ts'
import type { Gpt2Parts } from './model.ts'
import type { Logistic } from './logistic.ts'
import type { Optimisation } from './optim.ts'
import type { Parallel } from './parallel.ts'
import type { Sampling } from './sampler.ts'
import type { Selection } from './selection.ts'
import type { Sparse } from './sparse.ts'
import type { Tails } from './tails.ts'
import type { Texts } from './text.ts'
import type { Training } from './train.ts'
import type { TwoProportion } from './two-proportion.ts'

/** All parts of the contract, by name. */
export interface Contract
  extends
    BetaBernoulli,
    Collectives,
    Complexity,
    EngineParts,
    Experiments,
    Gpt2Parts,
    Logistic,
    Optimisation,
    Parallel,
    Sampling,
    Selection,
    Sparse,
    Tails,
    Texts,
    Training,
    TwoProportion {}
