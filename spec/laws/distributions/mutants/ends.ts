/** Wrong at the closed ends. */
import { betaCdf, normalCdf, normalUpperTail } from '../../../../src/stats/tails.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'tails.normal-of-nan-is-nan',
    fault: 'the normal distribution function of NaN is NaN, and so is its upper tail',
    refutedBy: ['tails.normal-ends-and-refuses-nan'],
    parts: {
      normalCdf: (z) => (Number.isNaN(z) ? NaN : normalCdf(z)),
      normalUpperTail: (z) => (Number.isNaN(z) ? NaN : normalUpperTail(z)),
    },
  },
  {
    id: 'tails.beta-has-no-ends',
    fault: 'the Beta distribution function is not a number at 0 and 1',
    refutedBy: ['tails.reach-their-ends'],
    parts: { betaCdf: (x, a, b) => (x === 0 || x === 1 ? NaN : betaCdf(x, a, b)) },
  },
  {
    id: 'tails.beta-takes-zero-shapes',
    fault: 'a Beta distribution with a shape of 0 is taken for its limit, all mass at one end',
    refutedBy: ['tails.refuse-zero-shapes'],
    parts: { betaCdf: (x, a, b) => (a === 0 ? 1 : b === 0 ? Math.floor(x) : betaCdf(x, a, b)) },
  },
] satisfies Mutant[]
