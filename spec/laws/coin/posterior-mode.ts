/** Where likelihood and posterior density of a coin are largest, and what a change of scale does to both. */
import fc from 'fast-check'
import { trials } from './any-coin.ts'
import type { Mode, Parametrisation } from '../../../src/contract/beta-bernoulli.ts'
import { exactPeak, fromScale, massBelow, slopeExponent, toScale } from './published.ts'
import { law, once, table } from '../../judge/spec.ts'
import { CLOSED_FORM } from './tolerance.ts'
import type { Witness } from '../../judge/witness.ts'

/** Half a unit in the tenth digit, the last one printed in the golden values. */
const TEN_DIGITS = 5e-11

const EVERYWHERE: Mode = { kind: 'everywhere' }
const BOTH_ENDS: Mode = { kind: 'both ends' }
const at = (p: number): Mode => ({ kind: 'point', p })
const SCALES: readonly Parametrisation[] = ['p', 'log-odds', 'arcsine']
const scales = fc.constantFrom(...SCALES)

/** The mode of the density proportional to p^x (1-p)^y, from its definition. */
function exactMode(x: number, y: number): Mode {
  if (x === 0 && y === 0) return EVERYWHERE
  return x < 0 && y < 0 ? BOTH_ENDS : at(exactPeak(x, y))
}

function closeMode(w: Witness, what: string, got: Mode, expected: Mode, tolerance = CLOSED_FORM): void {
  if (got.kind === 'point' && expected.kind === 'point') w.close(what, got.p, expected.p, tolerance)
  else w.equal(what, got, expected)
}

const mapIsTheMode = law({
  id: 'map.is-the-mode',
  says: 'under a uniform prior the MAP is the p at which the posterior density is largest',
  cites: 'definition; the peak is found by exact comparison of neighbours on a grid of 2^-48',
  premises: ['prior', 'parametrisation'],
  needs: ['map'],
  holds: ({ map }, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      closeMode(w, `map(${k}, ${n})`, map(k, n), exactMode(k, n - k))
    }),
})

const noMapWithoutTrials = law({
  id: 'map.everywhere-without-trials',
  says: 'without trials the posterior is the uniform prior, whose density is largest everywhere',
  cites: 'definition',
  premises: ['prior', 'parametrisation'],
  needs: ['map'],
  holds: ({ map }, w) => once(() => w.equal('map(0, 0)', map(0, 0), EVERYWHERE)),
})

const mapForAnyPrior = law({
  id: 'map.is-the-mode-for-any-prior',
  says: 'for every Beta prior the MAP is where the posterior density is largest: inside, at an end, at both ends, or everywhere',
  cites: 'definition; the peak is found by exact comparison of neighbours on a grid of 2^-48',
  needs: ['map'],
  reaches: ['inside', 'at 0', 'at 1', 'both ends', 'everywhere'],
  holds: ({ map }, w) =>
    table(EDGE_CASES, ({ k, n, prior }) => {
      const expected = exactMode(prior.a + k - 1, prior.b + n - k - 1)
      w.reached(expected.kind !== 'point' ? expected.kind : expected.p === 0 ? 'at 0' : expected.p === 1 ? 'at 1' : 'inside')
      closeMode(w, `map(${k}, ${n})`, map(k, n, prior), expected)
    }),
})

/** Every sample of up to three trials with every prior whose shapes are 1/2, 1, 3/2 or 2. */
const EDGE_CASES = [0, 1, 2, 3].flatMap((n) =>
  Array.from({ length: n + 1 }, (_, k) => k).flatMap((k) =>
    [0.5, 1, 1.5, 2].flatMap((a) => [0.5, 1, 1.5, 2].map((b) => ({ k, n, prior: { a, b } }))),
  ),
)

const publishedModes = law({
  id: 'map.published-modes',
  says: 'the MAP has the tabulated values for Beta(2, 2), Jeffreys, uniform and lopsided priors',
  cites: 'derived here by hand from (A - 1) / (A + B - 2) and its edges',
  needs: ['map'],
  holds: ({ map }, w) =>
    table(
      [
        { k: 3, n: 10, a: 2, b: 2, mode: at(1 / 3) },
        { k: 0, n: 10, a: 2, b: 2, mode: at(1 / 12) },
        { k: 0, n: 3, a: 2, b: 2, mode: at(0.2) },
        { k: 3, n: 10, a: 0.5, b: 0.5, mode: at(0.2777777778) },
        { k: 0, n: 10, a: 0.5, b: 0.5, mode: at(0) },
        { k: 10, n: 10, a: 0.5, b: 0.5, mode: at(1) },
        { k: 0, n: 0, a: 0.5, b: 0.5, mode: BOTH_ENDS },
        { k: 0, n: 0, a: 1, b: 1, mode: EVERYWHERE },
        { k: 0, n: 0, a: 2, b: 1, mode: at(1) },
        { k: 0, n: 0, a: 1, b: 0.5, mode: at(1) },
        { k: 0, n: 0, a: 0.5, b: 1, mode: at(0) },
        { k: 1, n: 2, a: 0.5, b: 0.5, mode: at(0.5) },
        { k: 3, n: 10, a: 5, b: 1, mode: at(0.5) },
      ],
      ({ k, n, a, b, mode }) => closeMode(w, `map(${k}, ${n}, Beta(${a}, ${b}))`, map(k, n, { a, b }), mode, TEN_DIGITS),
    ),
})

export const mleIsInvariant = law({
  id: 'mle.is-invariant',
  says: 'the MLE is the same p in every parametrisation',
  cites: 'invariance of maximum likelihood (Zehna 1966)',
  needs: ['mle', 'mleIn'],
  reaches: ['no trials'],
  holds: ({ mle, mleIn }, w) =>
    fc.property(trials(), scales, ({ k, n }, scale) => {
      if (n === 0) {
        w.reached('no trials')
        w.equal(`mleIn(${scale}, 0, 0)`, mleIn(scale, 0, 0), undefined)
      } else w.close(`mleIn(${scale}, ${k}, ${n})`, mleIn(scale, k, n) ?? NaN, mle(k, n) ?? NaN, CLOSED_FORM)
    }),
})

const mapInIsTheMode = law({
  id: 'map-in.is-the-mode-of-the-density-in-theta',
  says: 'in every parametrisation the MAP is where density of p times |dp / dtheta| is largest',
  cites: 'change of variables; dp / dtheta is p (1 - p) for log-odds and 2 sqrt(p (1 - p)) for arcsine',
  needs: ['mapIn'],
  holds: ({ mapIn }, w) =>
    table(
      EDGE_CASES.flatMap((edge) => SCALES.map((scale) => ({ ...edge, scale }))),
      ({ k, n, prior, scale }) => {
        const gained = slopeExponent[scale]
        const expected = exactMode(prior.a + k - 1 + gained, prior.b + n - k - 1 + gained)
        closeMode(w, `mapIn(${scale}, ${k}, ${n})`, mapIn(scale, k, n, prior), expected)
      },
    ),
})

const windowAroundTheMode = law({
  id: 'map-in.window-at-the-mode-holds-most',
  says: 'of all windows of one width in theta, the one centred at the MAP of that scale holds more of the posterior than those 1/10 to either side',
  cites: 'meaning of a density: mass for width; no derivative of the scale enters',
  needs: ['mapIn'],
  holds: ({ mapIn }, w) =>
    fc.property(fc.integer({ min: 3, max: 12 }), fc.integer({ min: 3, max: 12 }), scales, (k, tails, scale) => {
      const mode = mapIn(scale, k, k + tails)
      const centre = toScale[scale](mode.kind === 'point' ? mode.p : NaN)
      const mass = (theta: number): number => below(theta + 1 / 64) - below(theta - 1 / 64)
      const below = (theta: number): number => massBelow(fromScale[scale](theta), { a: k + 1, b: tails + 1 })
      for (const shift of [-0.1, 0.1]) {
        w.require(`more at the mode than ${shift} away`, mass(centre) > mass(centre + shift), { scale, k, tails, mode })
      }
    }),
})

const publishedReparametrisation = law({
  id: 'map-in.published-reparametrisation',
  says: 'for 3 heads in 10 trials the MAP is 0.3 in p, 1/3 in log-odds (theta = -ln 2) and 3.5/11 in arcsine',
  cites: 'derived here: (k + s) / (n + 2s) for a slope [p (1 - p)]^s',
  needs: ['mapIn'],
  holds: ({ mapIn }, w) =>
    table(
      [
        { scale: 'p', p: 0.3, theta: 0.3 },
        { scale: 'log-odds', p: 1 / 3, theta: -Math.LN2 },
        { scale: 'arcsine', p: 3.5 / 11, theta: Math.asin(Math.sqrt(0.3181818181818182)) },
      ] as const,
      ({ scale, p, theta }) => {
        const mode = mapIn(scale, 3, 10)
        closeMode(w, scale, mode, at(p))
        w.close('theta', toScale[scale](mode.kind === 'point' ? mode.p : NaN), theta, CLOSED_FORM * 10)
      },
    ),
})

const flatScaleGivesMle = law({
  id: 'map-in.flat-prior-gives-the-mle-in-its-own-scale',
  says: 'the MAP equals the MLE in the scale in which the prior is flat: uniform in p, Jeffreys in arcsine',
  cites: 'derived here: there the posterior density is the likelihood, times a constant',
  needs: ['mle', 'mapIn'],
  holds: ({ mle, mapIn }, w) =>
    fc.property(trials({ atLeast: 1 }), ({ k, n }) => {
      const likeliest = at(mle(k, n) ?? NaN)
      closeMode(w, 'uniform, in p', mapIn('p', k, n, { a: 1, b: 1 }), likeliest)
      closeMode(w, 'Jeffreys, in arcsine', mapIn('arcsine', k, n, { a: 0.5, b: 0.5 }), likeliest)
    }),
})

export default [
  mapIsTheMode,
  noMapWithoutTrials,
  mapForAnyPrior,
  publishedModes,
  mleIsInvariant,
  mapInIsTheMode,
  windowAroundTheMode,
  publishedReparametrisation,
  flatScaleGivesMle,
]
