/** The posterior of the coin, where the three estimates stand in it, and where the sheet puts them. */
import type { Beta } from '../../../src/contract/beta-bernoulli.ts'
import type { Figure } from '../../report/figure.ts'
import { claimedEstimates, claimedPosteriors, ESTIMATES, type ClaimedEstimate, type EstimateName } from './claims.ts'

const SAMPLES = [
  { k: 3, n: 10 },
  { k: 30, n: 100 },
]
const POINTS = 401
const HIGHEST = 11

export const coin: Figure = {
  question: 'q5',
  title: 'MLE and MAP are the peak of the posterior; the Bayes estimate lies towards one half',
  caption:
    'Posterior density of p after k heads in n trials under the uniform prior, with the three estimates. The distance between peak and mean shrinks as n grows. Marked with ✓ where the sheet gives the same; in red what it gives instead.',
  draw(plot, { posteriorDensity, mle, posteriorMean, map }, answers) {
    if (posteriorDensity === undefined || mle === undefined || posteriorMean === undefined || map === undefined) return undefined
    const claims = claimedEstimates(answers)
    const posteriors = claimedPosteriors(answers)
    const panels = SAMPLES.map(({ k, n }) => {
      const sample = nameOf({ k, n })
      const mode = map(k, n)
      const truth: Readonly<Record<EstimateName, number>> = {
        mle: mle(k, n) ?? NaN,
        map: mode.kind === 'point' ? mode.p : NaN,
        bayes: posteriorMean(k, n),
      }
      const isTrue = ({ of, at }: ClaimedEstimate): boolean => Math.abs((at(k, n) ?? NaN) - truth[of]) < SAME
      const right = new Set(claims.filter(isTrue).map(({ of }) => of))
      const density = curve((p) => posteriorDensity(p, k, n), sample)
      const claimed = posteriors.map(({ text, at }) => ({ text, points: claimedCurve(at(k, n), posteriorDensity, { k, n }) }))
      return {
        sample,
        density,
        rules: joined(truth, right),
        wrong: claims.filter((claim) => !isTrue(claim)).map((claim) => placed(claim, { k, n })),
        curves: claimed.map(({ text, points }) => ({ text, points, same: isSame(points, density) })),
      }
    })
    const density = panels.flatMap((panel) => panel.density)
    return {
      height: 460,
      marginRight: 125,
      x: { label: 'probability of heads, p', domain: [0, 1] },
      y: { label: 'posterior density', domain: [0, HIGHEST], ticks: [0, 2, 4, 6, 8, 10], clamp: true },
      fy: { label: null, domain: SAMPLES.map(nameOf), padding: 0.12 },
      marks: [
        plot.areaY(density, { x: 'p', y: 'density', fy: 'sample', fill: 'var(--blue)', fillOpacity: 0.14 }),
        plot.lineY(density, { x: 'p', y: 'density', fy: 'sample', stroke: 'var(--blue)', strokeWidth: 2 }),
        plot.ruleY([0]),
        ...panels.flatMap(({ sample, rules, wrong, curves }) => {
          const text = (at: number, line: number, words: string, colour: string, left: boolean): ReturnType<typeof plot.text> =>
            plot.text([{ sample, at }], {
              x: 'at',
              fy: 'sample',
              frameAnchor: 'top',
              dy: 2 + LINE * line,
              dx: left ? -8 : 8,
              textAnchor: left ? 'end' : 'start',
              text: () => words,
              fill: colour,
              stroke: 'var(--ground)',
              strokeWidth: 4,
              fontSize: 13,
              fontWeight: 600,
            })
          const rule = (at: number, stroke: string, strokeDasharray: string, insetTop: number): ReturnType<typeof plot.ruleX> =>
            plot.ruleX([{ sample, at }], { x: 'at', fy: 'sample', stroke, strokeWidth: 2, strokeDasharray, insetTop })
          return [
            ...rules.map(({ p, left }) => rule(p, left ? 'var(--purple)' : 'var(--green)', left ? 'none' : '6 4', 0)),
            ...wrong.flatMap(({ p, inside }) => (inside ? [rule(p, 'var(--red)', '2 3', LINE)] : [])),
            ...curves.flatMap(({ points, same }) => (same ? [] : [plot.lineY(points, CLAIMED_CURVE)])),
            ...rules.map(({ p, label, left }) => text(p, 0, label, left ? 'var(--purple)' : 'var(--green)', left)),
            ...wrong.map(({ p, label }, i) => text(p, 1 + i, label, 'var(--red)', p > 0.5)),
            ...curves.map(({ text: words, same }, i) => {
              const [label, colour] = same ? ['the posterior ✓', 'var(--blue)'] : ['claimed posterior:', 'var(--red)']
              return text(1, 1 + wrong.length + i, `${label} ${words}`, colour, true)
            }),
          ]
        }),
      ],
    }
  },
}

/** Values closer than this are one: estimates are exact to some roundings. */
const SAME = 1e-9
const LINE = 17
const CLAIMED_CURVE = {
  x: 'p',
  y: 'density',
  fy: 'sample',
  stroke: 'var(--red)',
  strokeWidth: 2,
  strokeDasharray: '6 4',
} as const

interface Point {
  readonly sample: string
  readonly p: number
  readonly density: number
}

function nameOf({ k, n }: (typeof SAMPLES)[number]): string {
  return `k = ${k}, n = ${n}`
}

function curve(density: (p: number) => number, sample: string): Point[] {
  return Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1)).map((p) => ({ sample, p, density: density(p) || 0 }))
}

type Density = (p: number, k: number, n: number, prior?: Beta) => number

/** Of a Beta distribution: its density is that of the posterior without trials. Nothing is drawn of shapes that are none. */
function claimedCurve(claimed: Beta | 'normal', density: Density, { k, n }: (typeof SAMPLES)[number]): Point[] {
  const sample = nameOf({ k, n })
  const [a, b] = [k + 1, n - k + 1]
  const [mean, variance] = [a / (a + b), (a * b) / ((a + b) ** 2 * (a + b + 1))]
  if (claimed === 'normal')
    return curve((p) => Math.exp(-((p - mean) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance), sample)
  if (!(claimed.a > 0 && claimed.b > 0 && Number.isFinite(claimed.a + claimed.b))) return []
  return curve((p) => Math.min(density(p, 0, 0, claimed), HIGHEST), sample)
}

function isSame(points: readonly Point[], others: readonly Point[]): boolean {
  return points.length > 0 && points.every(({ density }, i) => Math.abs(density - (others[i]?.density ?? NaN)) < SAME)
}

/** A claimed estimate that is not the true one: where it stands, at an end of the axis if it is outside or is none. */
function placed(
  { of, text, at }: ClaimedEstimate,
  { k, n }: (typeof SAMPLES)[number],
): { readonly p: number; readonly label: string; readonly inside: boolean } {
  const p = at(k, n)
  const label = `claimed ${ESTIMATES[of]}: ${text}`
  if (p === undefined) return { p: 1, label: text === 'undefined' ? label : `${label}, no value here`, inside: false }
  const inside = p >= 0 && p <= 1
  return { p: Math.min(Math.max(p, 0), 1), label: `${label} = ${Number(p.toPrecision(3))}`, inside }
}

interface Rule {
  readonly p: number
  readonly label: string
  readonly left: boolean
}

/** Estimates that agree share one rule; the least is labelled on its left. Those in `right` are marked. */
function joined(truth: Readonly<Record<EstimateName, number>>, right: ReadonlySet<EstimateName>): Rule[] {
  const names = Object.keys(ESTIMATES) as EstimateName[]
  const values = Object.values(truth)
  const least = Math.min(...values)
  return [...new Set(values)].map((p) => {
    const same = names.filter((name) => truth[name] === p)
    const label = `${same.map((name) => `${ESTIMATES[name]}${right.has(name) ? ' ✓' : ''}`).join(' = ')} = ${Number(p.toPrecision(3))}`
    return { p, label, left: p === least }
  })
}
