/** The regimes of the map: noise against blind spots, regimes whose figures are published, and those of question 4. */
import type { PerMethod, Regime } from '../../src/contract/selection.ts'
import { points } from '../../spec/judge/conditions.ts'
import { factors, isRun, levelsOf, regimeAt } from '../../spec/questions/q4/regimes.ts'

/** Means of an independent sweep; NaN where none is given. */
export interface Published {
  readonly v1: number
  readonly new: PerMethod<number>
  readonly union: PerMethod<number>
  /** 95% half-width of each mean there. */
  readonly halfWidth: number
  /** What its accuracies were counted on: the more probable labels by default, or labels that are drawn (logistic regimes). */
  readonly on?: 'drawn labels'
}

/** A regime of the map. */
export interface MapRegime {
  readonly name: string
  readonly regime: Regime
  /** Trials, where fewer than the run asks: they are large. */
  readonly most?: number
  readonly published?: Published
}

const NONE = [NaN, NaN, NaN] as const
const linear: Regime = { features: 20, firstRows: 1000, picked: 1000, poolRows: 100_000, penalty: 1 }
const blind: Regime = { ...linear, penalty: 0.1 }
const full: Regime = { features: 100, firstRows: 10_000, picked: 10_000, poolRows: 1_000_000, penalty: 1 }

/** The axes of the figure. */
export const NOISE = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2] as const
export const MASS = [0, 0.05, 0.1, 0.2, 0.3, 0.5] as const

/** The regime of one cell of the figure. */
export function cellName(flips: number, mass: number): string {
  return `${percent(flips)} flips, ${percent(mass)} blind`
}

const published = (v1: number, fresh: PerMethod<number>, union: PerMethod<number>, more: Partial<Published> = {}): Published => ({
  v1,
  new: fresh,
  union,
  halfWidth: 0.004,
  ...more,
})

/** Published figures of cells of the figure. */
const CELLS: Readonly<Record<string, Published>> = {
  [cellName(0, 0.1)]: published(0.9397, [0.7536, 0.9403, 0.0659], [0.9354, 0.9482, 0.9643]),
  [cellName(0, 0.3)]: published(0.8422, [0.7768, 0.9207, 0.1634], [0.8516, 0.9208, 0.9679]),
  [cellName(0.01, 0.3)]: published(NaN, NONE, [0.8566, 0.9201, 0.9347]),
  [cellName(0.02, 0.3)]: published(NaN, NONE, [0.8617, 0.9204, 0.8775], { halfWidth: 0.008 }),
  [cellName(0.01, 0.1)]: published(NaN, NONE, [NaN, 0.9463, 0.8608]),
}

const grid: readonly MapRegime[] = MASS.flatMap((mass) =>
  NOISE.map((flips): MapRegime => {
    const name = cellName(flips, mass)
    const known = CELLS[name]
    return {
      name,
      regime: { ...blind, flips, ...(mass === 0 ? {} : { blindSpots: { tokens: 100, mass } }) },
      ...(known === undefined ? {} : { published: known }),
    }
  }),
)

const tokens = { tokens: 100, mass: 0.1 }

/**
 * Ours are off in five of 103 means by more than both half-widths. `other-seeds.ts` shows why the half-width of 0.004, which is given for all
 * of them, is too small, and what differs (accuracies ± 95% half-widths):
 * - 100 picks, new, method 2 (0.9012) is a fit to 100 random rows, whatever the methods: 0.9119 ± 0.0017 in 400 other seeds of ours, and
 *   0.9129 ± 0.0016 with another program and another generator. The 30 seeds of the map have 0.9224 by chance.
 * - full scale, logistic labels, new, method 1 (0.6637): trials lie between 0.38 and 0.85; 0.680 ± 0.095 in 12 other seeds, so that five
 *   trials are worth ± 0.19. The five of the map agree with each other by chance.
 * - sources, method 3 (0.2837, 0.6936): with turns whose length varies, d normals of variance 1/d, it is 0.286 ± 0.011 and 0.705 ± 0.006.
 * - blind 10%, lambda 1, union, method 3 (0.8175): 0.8401 ± 0.0037 in 150 other seeds, and 0.8407 ± 0.0062 in 60 trials of another program with
 *   another generator, which agrees with the published figures at lambda 0.1. 40 trials are worth ± 0.0074: the published one is off.
 */
const PUBLISHED: readonly (readonly [name: string, Regime, Published, most?: number])[] = [
  ['linear, clean', linear, published(0.9839, [0.5315, 0.9842, 0.5034], [0.9575, 0.99, 0.9513])],
  [
    'linear, clean, lambda 0.001',
    { ...linear, penalty: 1e-3 },
    published(0.9916, [0.9952, 0.9904, 0.5034], [0.9981, 0.9954, 0.9941]),
  ],
  ['linear, clean, 100 picks', { ...linear, picked: 100 }, published(0.9839, [0.5162, 0.9012, 0.5043], [0.9887, 0.9846, 0.9817])],
  [
    'linear, 2% flips',
    { ...linear, flips: 0.02 },
    published(0.9739, [0.5389, 0.9729, 0.0295], [0.9508, 0.9815, 0.1558], { halfWidth: 0.007 }),
  ],
  [
    'linear, 5% flips',
    { ...linear, flips: 0.05 },
    published(0.9638, [0.5472, 0.9636, 0.0386], [0.9413, 0.975, 0.1155], { halfWidth: 0.005 }),
  ],
  [
    'linear, 20% flips',
    { ...linear, flips: 0.2 },
    published(0.9199, [0.5811, 0.922, 0.0855], [0.9445, 0.9445, 0.1105], { halfWidth: 0.007 }),
  ],
  [
    '100 features, 5% flips',
    { ...linear, features: 100, flips: 0.05 },
    published(0.9079, [0.5925, 0.9085, 0.0969], [0.9706, 0.9403, 0.2456]),
  ],
  [
    'logistic labels, temperature 0.25',
    { ...linear, temperature: 0.25 },
    published(0.8663, [0.5381, 0.8659, 0.1419], [0.8699, 0.8687, 0.4822], { halfWidth: 0.015, on: 'drawn labels' }),
  ],
  [
    '1000 sources that disagree',
    { ...linear, shift: { sources: 1000, size: 0.5 } },
    published(0.8016, [0.6294, 0.8522, 0.2837], [0.8238, 0.8385, 0.6936]),
  ],
  ['blind 10%, lambda 1', { ...linear, blindSpots: tokens }, published(NaN, NONE, [NaN, 0.9363, 0.8175])],
  ['blind 10%, 300 old stories', { ...blind, firstRows: 300, blindSpots: tokens }, published(NaN, NONE, [NaN, 0.9431, 0.8638])],
  [
    'full scale, clean, lambda 0.01',
    { ...full, penalty: 0.01 },
    published(0.9952, [0.9987, 0.9953, 0.5035], [0.999, 0.9972, 0.994]),
    5,
  ],
  [
    'full scale, logistic labels and 2% flips',
    { ...full, flips: 0.02, temperature: 0.25 },
    published(0.8664, [0.6637, 0.866, 0.1359], [0.8691, 0.8681, 0.1772], { on: 'drawn labels' }),
    5,
  ],
]

/** Of which no figures are published with a definition that could be repeated. */
const OWN: readonly (readonly [name: string, Regime])[] = [
  ['quadratic truth, linear model', { ...linear, features: 10, truth: 'quadratic' }],
  ['quadratic truth and model, clean', { ...linear, features: 10, truth: 'quadratic', basis: 'quadratic' }],
  ['quadratic truth and model, 5% flips', { ...linear, features: 10, truth: 'quadratic', basis: 'quadratic', flips: 0.05 }],
]

/** All regimes, in the order of the map. */
export const mapRegimes: readonly MapRegime[] = [
  ...grid,
  ...PUBLISHED.map(([name, regime, known, most]): MapRegime => ({
    name,
    regime,
    published: known,
    ...(most === undefined ? {} : { most }),
  })),
  ...OWN.map(([name, regime]): MapRegime => ({ name, regime })),
  ...points(factors, isRun).map((condition): MapRegime => ({
    name: `question 4: ${nameOf(levelsOf(condition))}`,
    regime: regimeAt(levelsOf(condition)),
  })),
]

/** "many few weak noisy large" in words. */
function nameOf(levels: string): string {
  const [picks, old, penalty, labels, spot] = levels.split(' ')
  return `${picks} picks, ${old === 'few' ? 'little' : 'much'} old data, ${penalty} penalty, ${labels} labels, blind spot ${spot}`
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))}%`
}
