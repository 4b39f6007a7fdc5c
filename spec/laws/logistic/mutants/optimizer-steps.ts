/** Optimisers that share an end point with the right one, and a test of separability in single precision. */
import { descend } from '../../../../src/logistic/gradient-descent.ts'
import { findSeparation } from '../../../../src/logistic/separability.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'descent.nesterov-is-plain-momentum',
    fault: 'nesterov is computed as momentum, without the look ahead',
    refutedBy: ['descent.each-step-is-the-published-rule'],
    parts: {
      descend: (data, options) =>
        descend(data, options.optimizer === 'nesterov' ? { ...options, optimizer: 'momentum' } : options),
    },
  },
  {
    id: 'separability.in-single-precision',
    fault: 'features are rounded to float32 before they are looked at',
    refutedBy: ['separability.is-decided-in-double-precision'],
    parts: { findSeparation: (data) => findSeparation({ ...data, features: data.features.map(Math.fround) }) },
  },
  {
    id: 'descent.decay-ends',
    fault: 'after a thousand steps weights decay no more',
    refutedBy: ['descent.goes-on-from-where-it-was'],
    parts: {
      descend(data, options) {
        if (options.decay !== 'decoupled' || options.steps <= 1000) return descend(data, options)
        const { l2: _, ...rest } = options
        return descend(data, { ...rest, steps: options.steps - 1000, start: descend(data, { ...options, steps: 1000 }) })
      },
    },
  },
] satisfies Mutant[]
