/** Faults of the optimizers, of clipping and of the schedule. */
import { adam, adamW } from '../../../../src/optim/adam.ts'
import { clipCoefficient, clipGradNorm } from '../../../../src/optim/clip.ts'
import { learningRate } from '../../../../src/optim/schedule.ts'
import { sgd } from '../../../../src/optim/sgd.ts'
import type { AdamHyper, AdamState, Floats } from '../../../../src/contract/optim.ts'
import type { Mutant } from '../../../judge/mutant.ts'

type AdamStep = typeof adamW

/** A step whose corrected moments are those of a first step: with the state's own count, the correction is undone. */
const uncorrected =
  (step: AdamStep): AdamStep =>
  (params, grads, state, hyper) =>
    step(params, grads, { step: 100_000, m: params.map(() => 0), v: params.map(() => 0), ...withoutCount(state) }, hyper)

const withoutCount = (state: AdamState | undefined) => (state === undefined ? {} : { m: state.m, v: state.v })

const decayOf = ({ weightDecay = 0.01 }: AdamHyper): number => weightDecay
const plus = (a: Floats, b: Floats, factor: number): Floats => a.map((x, i) => x + factor * (b[i] ?? NaN))

export default [
  {
    id: 'adamw.steps-twice',
    fault: 'every gradient is applied by two optimizer steps',
    refutedBy: ['adam.published-steps', 'adam.closed-form', 'adamw.zero-gradient-decays'],
    parts: {
      adamW: (params, grads, state, hyper) => {
        const first = adamW(params, grads, state, hyper)
        return adamW(first.params, grads, first.state, hyper)
      },
    },
  },
  {
    id: 'sgd.steps-twice',
    fault: 'SGD applies every gradient twice',
    refutedBy: ['sgd.published-steps', 'sgd.closed-form'],
    parts: {
      sgd: (params, grads, state, hyper) => {
        const first = sgd(params, grads, state, hyper)
        return sgd(first.params, grads, first.state, hyper)
      },
    },
  },
  {
    id: 'adamw.decay-goes-into-the-gradient',
    fault: 'the decay of AdamW goes into the gradient',
    refutedBy: ['adam.published-steps', 'adam.closed-form', 'adamw.zero-gradient-decays'],
    parts: { adamW: (params, grads, state, hyper) => adam(params, grads, state, { ...hyper, weightDecay: decayOf(hyper) }) },
  },
  {
    id: 'adam.decay-is-decoupled',
    fault: 'the decay of Adam is decoupled',
    refutedBy: ['adam.published-steps', 'adam.closed-form'],
    parts: { adam: (params, grads, state, hyper) => adamW(params, grads, state, { weightDecay: 0, ...hyper }) },
  },
  {
    id: 'adam.moments-are-not-corrected',
    fault: 'the moments are not corrected for their start at 0',
    refutedBy: ['adam.published-steps', 'adam.closed-form'],
    parts: { adamW: uncorrected(adamW), adam: uncorrected(adam) },
  },
  {
    id: 'adamw.decays-after-the-step',
    fault: 'AdamW decays after the Adam step instead of before',
    refutedBy: ['adam.published-steps', 'adam.closed-form'],
    parts: {
      adamW: (params, grads, state, hyper) => {
        const stepped = adamW(params, grads, state, { ...hyper, weightDecay: 0 })
        return { ...stepped, params: stepped.params.map((p) => p * (1 - hyper.lr * decayOf(hyper))) }
      },
    },
  },
  {
    id: 'adamw.decays-without-the-rate',
    fault: 'AdamW decays by weightDecay, not by lr weightDecay',
    refutedBy: ['adam.published-steps', 'adam.closed-form', 'adamw.zero-gradient-decays'],
    parts: {
      adamW: (params, grads, state, hyper) => {
        const stepped = adamW(params, grads, state, { ...hyper, weightDecay: 0 })
        return { ...stepped, params: plus(stepped.params, params, -decayOf(hyper)) }
      },
    },
  },
  {
    id: 'adam.scale-of-the-whole',
    fault: 'the second moment is shared by all elements of the array',
    refutedBy: ['adam.closed-form', 'adamw.element-by-element'],
    parts: {
      adamW: (params, grads, state, hyper) => {
        const root = clipGradNorm([grads], 1).norm / Math.sqrt(Math.max(1, grads.length))
        const stepped = adamW(params, grads, state, hyper)
        return { ...stepped, params: plus(params, grads, -hyper.lr / (root + 1e-8)) }
      },
    },
  },
  {
    id: 'adam.always-float64',
    fault: 'float32 parameters come back, and are carried on, in float64',
    refutedBy: ['adamw.float32-storage'],
    parts: {
      adamW: (params, grads, state, hyper) => adamW(Float64Array.from(params), Float64Array.from(grads), state, hyper),
    },
  },
  {
    id: 'adam.unchecked',
    fault: 'hyper-parameters and lengths are not checked',
    refutedBy: ['adam.refuses'],
    parts: {
      adamW: (params, grads, state, hyper) => {
        const lr = hyper.lr >= 0 && hyper.lr < Infinity ? hyper.lr : 0
        return adamW(params, grads.length === params.length ? grads : params, state, { lr })
      },
    },
  },
  {
    id: 'sgd.nesterov-is-momentum',
    fault: 'Nesterov is plain momentum',
    refutedBy: ['sgd.published-steps', 'sgd.closed-form'],
    parts: { sgd: (params, grads, state, hyper) => sgd(params, grads, state, { ...hyper, nesterov: false }) },
  },
  {
    id: 'sgd.dampened',
    fault: 'the velocity starts at (1 - momentum) times the first gradient',
    refutedBy: ['sgd.published-steps', 'sgd.closed-form'],
    parts: {
      sgd: (params, grads, state, hyper) =>
        sgd(params, state === undefined ? grads.map((g) => g * (1 - (hyper.momentum ?? 0))) : grads, state, hyper),
    },
  },
  {
    id: 'sgd.unchecked',
    fault: 'Nesterov without momentum is taken for plain descent',
    refutedBy: ['sgd.refuses'],
    parts: {
      sgd: (params, grads, state, { lr, momentum = 0, nesterov = false }) =>
        sgd(params, grads, state, { lr, momentum, nesterov: nesterov && momentum > 0 }),
    },
  },
  {
    id: 'clip.coefficient-is-not-capped',
    fault: 'the coefficient is not capped at 1: small gradients are blown up to the bound',
    refutedBy: ['clip.caps-the-norm', 'scaled-steps.clips-the-true-gradient'],
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const { norm } = clipGradNorm(grads, maxNorm)
        const coefficient = maxNorm / (norm + 1e-6)
        return { norm, coefficient, grads: grads.map((grad) => grad.map((g) => g * coefficient)) }
      },
    },
  },
  {
    id: 'clip.each-alone',
    fault: 'every tensor is clipped by its own norm',
    refutedBy: ['clip.published', 'clip.caps-the-norm', 'clip.one-norm-for-all'],
    parts: {
      clipGradNorm: (grads, maxNorm) => {
        const { norm, coefficient } = clipGradNorm(grads, maxNorm)
        return { norm, coefficient, grads: grads.flatMap((grad) => clipGradNorm([grad], maxNorm).grads) }
      },
    },
  },
  {
    id: 'clip.by-value',
    fault: 'every element is cut to the bound instead of all being scaled',
    refutedBy: ['clip.published', 'clip.caps-the-norm'],
    parts: {
      clipGradNorm: (grads, maxNorm) => ({
        norm: clipGradNorm(grads, maxNorm).norm,
        coefficient: 1,
        grads: grads.map((grad) => grad.map((g) => Math.max(-maxNorm, Math.min(maxNorm, g)))),
      }),
    },
  },
  {
    id: 'clip.hides-infinities',
    fault: 'elements that are not finite are left out of the norm and set to 0',
    refutedBy: ['clip.infinities'],
    parts: {
      clipGradNorm: (grads, maxNorm) =>
        clipGradNorm(
          grads.map((grad) => grad.map((g) => (Number.isFinite(g) ? g : 0))),
          clipCoefficient(0, maxNorm) === 1 ? maxNorm : 1,
        ),
    },
  },
  {
    id: 'schedule.starts-at-zero',
    fault: 'the warm-up starts at the rate 0: the first step moves nothing',
    refutedBy: ['schedule.published', 'schedule.rises-then-falls'],
    parts: {
      learningRate: (schedule, step) =>
        step < schedule.warmupSteps ? (schedule.peak * step) / schedule.warmupSteps : learningRate(schedule, step),
    },
  },
  {
    id: 'schedule.warm-up-counts-as-decay',
    fault: 'the decay is counted from step 0, so the rate jumps after the warm-up',
    refutedBy: ['schedule.published', 'schedule.rises-then-falls'],
    parts: {
      learningRate: (schedule, step) =>
        learningRate(step < schedule.warmupSteps ? schedule : { ...schedule, warmupSteps: 0 }, step),
    },
  },
  {
    id: 'schedule.comes-up-again',
    fault: 'the cosine goes on after the last step',
    refutedBy: ['schedule.published', 'schedule.rises-then-falls'],
    parts: {
      learningRate: (schedule, step) => {
        const { warmupSteps, totalSteps } = schedule
        return learningRate(schedule, step > totalSteps ? Math.max(warmupSteps, 2 * totalSteps - step) : step)
      },
    },
  },
  {
    id: 'schedule.unchecked',
    fault: 'a floor above the peak is accepted',
    refutedBy: ['schedule.refuses'],
    parts: {
      learningRate: (schedule, step) => learningRate({ ...schedule, floor: Math.min(schedule.floor ?? 0, schedule.peak) }, step),
    },
  },
] satisfies Mutant[]
