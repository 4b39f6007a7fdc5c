/** The posterior of the coin, and where the three estimates stand in it. */
import type { Figure } from '../../report/figure.ts'

const SAMPLES = [
  { k: 3, n: 10 },
  { k: 30, n: 100 },
]
const POINTS = 401

export const coin: Figure = {
  question: 'q5',
  title: 'MLE and MAP are the peak of the posterior; the Bayes estimate lies towards one half',
  caption:
    'Posterior density of p after k heads in n trials under the uniform prior, with the three estimates. The distance between peak and mean shrinks as n grows.',
  draw(plot, { posteriorDensity, mle, posteriorMean, map }) {
    if (posteriorDensity === undefined || mle === undefined || posteriorMean === undefined || map === undefined) return undefined
    const density = SAMPLES.flatMap(({ k, n }) =>
      Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1)).map((p) => ({
        sample: nameOf({ k, n }),
        p,
        density: posteriorDensity(p, k, n),
      })),
    )
    const estimates = SAMPLES.flatMap(({ k, n }) => {
      const mode = map(k, n)
      const sample = nameOf({ k, n })
      return [
        { sample, p: mle(k, n) ?? NaN, label: 'MLE' },
        { sample, p: mode.kind === 'point' ? mode.p : NaN, label: 'MAP' },
        { sample, p: posteriorMean(k, n), label: 'Bayes' },
      ]
    })
    const rules = SAMPLES.flatMap((sample) => joined(estimates.filter((estimate) => estimate.sample === nameOf(sample))))
    return {
      height: 460,
      marginRight: 125,
      x: { label: 'probability of heads, p', domain: [0, 1] },
      y: { label: 'posterior density', domain: [0, 11], ticks: [0, 2, 4, 6, 8, 10] },
      fy: { label: null, domain: SAMPLES.map(nameOf), padding: 0.12 },
      marks: [
        plot.areaY(density, { x: 'p', y: 'density', fy: 'sample', fill: 'var(--blue)', fillOpacity: 0.14 }),
        plot.lineY(density, { x: 'p', y: 'density', fy: 'sample', stroke: 'var(--blue)', strokeWidth: 2 }),
        plot.ruleY([0]),
        ...rules.map(({ sample, p, label, left }) => [
          plot.ruleX([{ sample, p }], {
            x: 'p',
            fy: 'sample',
            stroke: left ? 'var(--red)' : 'var(--green)',
            strokeWidth: 2,
            ...(left ? {} : { strokeDasharray: '6 4' }),
          }),
          plot.text([{ sample, p }], {
            x: 'p',
            fy: 'sample',
            frameAnchor: 'top',
            dy: 2,
            dx: left ? -8 : 8,
            textAnchor: left ? 'end' : 'start',
            text: () => label,
            fill: left ? 'var(--red)' : 'var(--green)',
            fontSize: 13,
            fontWeight: 600,
          }),
        ]),
      ],
    }
  },
}

function nameOf({ k, n }: (typeof SAMPLES)[number]): string {
  return `k = ${k}, n = ${n}`
}

interface Estimate {
  readonly sample: string
  readonly p: number
  readonly label: string
}

/** Estimates that agree share one rule; the least is labelled on its left. */
function joined(estimates: readonly Estimate[]): (Estimate & { readonly left: boolean })[] {
  const least = Math.min(...estimates.map(({ p }) => p))
  return [...new Set(estimates.map(({ p }) => p))].map((p) => {
    const same = estimates.filter((estimate) => estimate.p === p)
    const label = `${same.map((estimate) => estimate.label).join(' = ')} = ${Number(p.toPrecision(3))}`
    return { sample: same[0]?.sample ?? '', p, label, left: p === least }
  })
}
