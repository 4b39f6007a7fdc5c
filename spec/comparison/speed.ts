/** Speed and loss of the strategies, side by side. */
import type { StrategyName } from '../../src/contract/training-step.ts'
import type { Figure } from '../report/figure.ts'
import type { Measured } from './measured.ts'
import { ceilingOf, summaries } from './steps.ts'
import { peerSummaries } from './peer.ts'
import { lastRuns } from './timeline.ts'

/** One bar: a strategy of ours, or of a peer whose name it has. */
interface Bar {
  readonly name?: string
  readonly strategy: StrategyName
  readonly ranks: number
  readonly tokensPerSecond: number
  readonly speedUp: number
  readonly efficiency: number
}

const COLOURS = { single: 'var(--green)', ddp: 'var(--blue)', fsdp: 'var(--purple)' } as const

function says({ strategy, tokensPerSecond, speedUp, efficiency, name }: Bar): string {
  const tokens = `${tokensPerSecond.toFixed(0)} tokens/s`
  if (strategy === 'single' || Number.isNaN(speedUp)) return tokens
  return `${tokens}, ${speedUp.toFixed(2)}× ${name === undefined ? '' : 'its '}single, efficiency ${(100 * efficiency).toFixed(0)} %`
}

export function speed(measured: Measured): Figure {
  const ceiling = ceilingOf(measured)
  const line = Number.isNaN(ceiling)
    ? ''
    : ` Dashed: ${ceiling.toFixed(0)} tokens/s, what as many unrelated processes reach together that wait for nobody: more than that the machine cannot do.`
  return {
    question: 'compare',
    title: 'Speed',
    caption: `Targets a second, median over all counted steps of all rounds. Speed-ups are medians of the rounds’ ratios.${line}`,
    draw(plot) {
      const bars: Bar[] = [...summaries(measured), ...peerSummaries(measured)]
      return {
        height: 60 + 44 * bars.length,
        marginLeft: measured.peer === undefined ? 110 : 190,
        marginRight: 30,
        x: { label: 'tokens per second', domain: [0, 2 * Math.max(...bars.map((bar) => bar.tokensPerSecond), ceiling || 0)] },
        y: { label: null, domain: bars.map(nameOf), padding: 0.35, tickSize: 0 },
        marks: [
          plot.barX(bars, {
            x: 'tokensPerSecond',
            y: nameOf,
            fill: ({ strategy, name }: Bar) => (name === undefined ? COLOURS[strategy] : 'var(--grid)'),
            rx: 3,
            title: (bar: Bar) => `${nameOf(bar)}: ${bar.tokensPerSecond.toFixed(3)} tokens/s`,
          }),
          plot.text(bars, {
            x: 'tokensPerSecond',
            y: nameOf,
            text: says,
            textAnchor: 'start',
            dx: 8,
            fill: 'currentColor',
            stroke: 'var(--ground)',
            strokeWidth: 5,
          }),
          ...(Number.isNaN(ceiling)
            ? []
            : [plot.ruleX([ceiling], { stroke: 'currentColor', strokeWidth: 1.5, strokeDasharray: '5 4' })]),
          plot.ruleX([0]),
        ],
      }
    },
  }
}

function nameOf({ name, strategy, ranks }: Pick<Bar, 'name' | 'strategy' | 'ranks'>): string {
  const own = strategy === 'single' ? 'single' : `${strategy} on ${ranks}`
  return name === undefined ? own : `${name}, ${own}`
}

export function loss(measured: Measured): Figure {
  const runs = lastRuns(measured)
  const same = new Set(measured.runs.map(({ parameters }) => parameters)).size === 1
  return {
    question: 'compare',
    title: 'Loss',
    caption: same
      ? 'Mean loss over all targets of all ranks. All strategies left the same bits, so that their curves lie on one another.'
      : 'Mean loss over all targets of all ranks. The strategies left different bits: see the table.',
    draw(plot) {
      const points = runs.flatMap(({ strategy, records }, i) =>
        records.map(({ step, loss: value }) => ({ strategy, step, value, size: 10 - 3 * i })),
      )
      return {
        height: 260,
        marginLeft: 60,
        marginRight: 70,
        x: { label: 'step', ticks: [...new Set(points.map(({ step }) => step))], tickFormat: String },
        y: { label: 'loss (nats)', grid: true, zero: false },
        marks: runs.flatMap(({ strategy }) => {
          const own = points.filter((point) => point.strategy === strategy)
          const colour = COLOURS[strategy]
          return [
            plot.line(own, { x: 'step', y: 'value', stroke: colour }),
            plot.dot(own, {
              x: 'step',
              y: 'value',
              r: 'size',
              stroke: colour,
              strokeWidth: 2,
              title: (point: (typeof own)[number]) => `${strategy}, step ${point.step}: ${point.value}`,
            }),
            plot.text(own.slice(-1), {
              x: 'step',
              y: 'value',
              text: () => strategy,
              fill: colour,
              textAnchor: 'start',
              dx: 16,
              dy: 14 * (Object.keys(COLOURS).indexOf(strategy) - 1),
            }),
          ]
        }),
        r: { type: 'identity' },
      }
    },
  }
}
