/** Faults of the mode of a posterior, in p and in other scales. */
import { posterior, posteriorMean } from '../../../../src/stats/beta-bernoulli.ts'
import { map, mapIn } from '../../../../src/stats/posterior-mode.ts'
import type { Mode } from '../../../../src/contract/beta-bernoulli.ts'
import type { Mutant } from '../../../judge/mutant.ts'

const point = (p: number): Mode => ({ kind: 'point', p })

export default [
  {
    id: 'map-in.lacks-the-jacobian',
    fault: 'the Jacobian is missing: the MAP in log-odds and in arcsine is that in p',
    refutedBy: [
      'q5.map-equals-mle',
      'q5.map-equals-mean',
      'q5.map-is-invariant',
      'map-in.is-the-mode-of-the-density-in-theta',
      'map-in.window-at-the-mode-holds-most',
      'map-in.published-reparametrisation',
      'map-in.flat-prior-gives-the-mle-in-its-own-scale',
    ],
    parts: { mapIn: (_parametrisation, k, n, prior) => map(k, n, prior) },
  },
  {
    id: 'map-in.arcsine-has-the-log-odds-jacobian',
    fault: 'the Jacobian of the arcsine scale is that of the log-odds',
    refutedBy: ['map-in.is-the-mode-of-the-density-in-theta', 'map-in.published-reparametrisation'],
    parts: { mapIn: (parametrisation, k, n, prior) => mapIn(parametrisation === 'p' ? 'p' : 'log-odds', k, n, prior) },
  },
  {
    id: 'map.uses-interior-formula-for-every-shape',
    fault: 'the interior formula is used for every shape: it leaves [0, 1] for A < 1',
    refutedBy: ['map.is-the-mode-for-any-prior', 'map.published-modes', 'map-in.is-the-mode-of-the-density-in-theta'],
    parts: {
      map: (k, n, prior) => interior(0, posterior(k, n, prior)),
      mapIn: (scale, k, n, prior) => interior(GAINED[scale], posterior(k, n, prior)),
    },
  },
  {
    id: 'map.returns-the-mean',
    fault: 'the MAP is the posterior mean',
    refutedBy: [
      'q5.map-is-the-mode',
      'map.is-the-mode',
      'map.is-the-mode-for-any-prior',
      'map.published-modes',
      'coin.estimates-converge',
    ],
    parts: { map: (k, n, prior) => point(posteriorMean(k, n, prior)) },
  },
  {
    id: 'map.u-shapes-peak-at-one-half',
    fault: 'a U-shaped posterior has its mode at 1/2',
    refutedBy: ['map.published-modes', 'map.is-the-mode-for-any-prior'],
    parts: {
      map: (k, n, prior) => {
        const mode = map(k, n, prior)
        return mode.kind === 'both ends' ? point(0.5) : mode
      },
    },
  },
] satisfies Mutant[]

const GAINED = { p: 0, 'log-odds': 1, arcsine: 0.5 }

function interior(gained: number, { a, b }: { a: number; b: number }): Mode {
  const rest = a + b + 2 * gained - 2
  return point(rest === 0 ? 0.5 : (a + gained - 1) / rest)
}
