/** The rank of each method over noise and blind spots, with what stays uncertain. */
import type { Method } from '../../src/contract/selection.ts'
import type { Figure } from '../../spec/report/figure.ts'
import { summaryOf, type KeptTrial, type Summary } from './map-file.ts'
import { cellName, MASS, NOISE } from './map-regimes.ts'

const METHODS = { 1: '1 closest', 2: '2 random', 3: '3 wrong and farthest' } as const
const COLOURS = ['var(--green)', 'var(--blue)', 'var(--orange)'] as const

interface Cell {
  readonly method: string
  readonly flips: string
  readonly mass: string
  /** The rank, or two ranks where the interval of the difference to a neighbour holds 0. */
  readonly rank: string
  readonly best: number
}

/** @param trialsOf the trials of a regime, by name */
export function mapFigure(trialsOf: (name: string) => readonly KeptTrial[]): Figure {
  const cells = MASS.flatMap((mass) =>
    NOISE.flatMap((flips) => cellsOf(flips, mass, summaryOf(trialsOf(cellName(flips, mass)), 'union'))),
  )
  return {
    question: 'q4-map',
    title: 'Method 3 is first only where V1 has a blind spot and labels are nearly clean; with noise it is last',
    caption:
      'Rank of each method by the accuracy of V2, trained on 1000 old and 1000 new stories (20 features, pool of 100 000, λ = 0.1, 100 tokens). Two ranks: the 95% interval of the difference to a neighbour holds zero.',
    draw: (plot) => ({
      height: 330,
      marginLeft: 62,
      marginTop: 48,
      x: { label: 'labels that are wrong', domain: NOISE.map(percent), tickSize: 0 },
      y: { label: 'stories in blind spots', domain: MASS.map(percent).toReversed(), tickSize: 0 },
      fx: { label: null, domain: Object.values(METHODS) },
      marks: [
        plot.cell(cells, {
          x: 'flips',
          y: 'mass',
          fx: 'method',
          fill: ({ best }: Cell) => COLOURS[best - 1] ?? '',
          fillOpacity: ({ rank }: Cell) => (rank.length > 1 ? 0.35 : 0.85),
          inset: 1,
        }),
        plot.text(cells, {
          x: 'flips',
          y: 'mass',
          fx: 'method',
          text: 'rank',
          fill: 'currentColor',
          fontSize: 12,
          fontWeight: 700,
        }),
      ],
    }),
  }
}

function cellsOf(flips: number, mass: number, { order, steps }: Summary): Cell[] {
  const methods = order.split(' > ').map(Number) as Method[]
  const isOpen = (step: number): boolean => {
    const gap = steps[step]
    return gap !== undefined && gap.mean <= gap.halfWidth
  }
  return methods.map((method, place) => {
    const from = place > 0 && isOpen(place - 1) ? place : place + 1
    const to = place < 2 && isOpen(place) ? place + 2 : place + 1
    const rank = from === to ? String(from) : `${from}–${to}`
    return { method: METHODS[method], flips: percent(flips), mass: percent(mass), rank, best: place + 1 }
  })
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`
}
