/** What the page draws is what was measured: every figure is read back from the SVG and compared with the raw spans, counters and shards. */
import { parseHTML } from 'linkedom/worker'
import { beforeAll, expect, test } from 'vitest'
import type { Measured, MeasuredRun } from './measured.ts'
import { comparisonPage } from './page.ts'
import { ownComparison, RANKS } from './small-comparison.ts'

/** As much of the DOM as is read here; the compiler is not told of browsers. */
interface Element {
  readonly textContent: string
  getAttribute(name: string): string | null
  querySelector(selector: string): Element | null
  querySelectorAll(selector: string): Iterable<Element>
}

let measured: Measured
let root: Element

beforeAll(async () => {
  measured = await ownComparison()
  root = (parseHTML(await comparisonPage(measured)) as unknown as { readonly document: Element }).document
})

function section(title: string, of: Element = root): Element {
  const found = [...of.querySelectorAll('section')].find((each) => each.querySelector('h2')?.textContent.startsWith(title))
  if (found === undefined) throw new Error(`the page has no section ${title}`)
  return found
}

interface Drawn {
  readonly says: string
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Bars with what they say when one points at them. */
function bars(title: string): Drawn[] {
  const numberOf = (rect: Element, name: string): number => Number(rect.getAttribute(name))
  return [...section(title).querySelectorAll('svg [aria-label=bar] rect')].map((rect) => ({
    says: rect.querySelector('title')?.textContent ?? '',
    x: numberOf(rect, 'x'),
    y: numberOf(rect, 'y'),
    width: numberOf(rect, 'width'),
  }))
}

/** The run of the last round. */
function last(strategy: string): MeasuredRun {
  return measured.runs.findLast((run) => run.strategy === strategy) as MeasuredRun
}

/** Requires that `x` = a + b `value` for one a and b > 0, to a hundredth of a pixel. */
function onOneScale(points: readonly { readonly x: number; readonly value: number }[]): void {
  const sorted = points.toSorted((p, q) => p.value - q.value)
  const [low, high] = [sorted[0], sorted.at(-1)]
  if (low === undefined || high === undefined || low.value === high.value) throw new Error('no two values to take a scale from')
  const slope = (high.x - low.x) / (high.value - low.value)
  expect(slope).toBeGreaterThan(0)
  for (const { x, value } of points) expect(Math.abs(low.x + slope * (value - low.value) - x)).toBeLessThan(0.01)
}

test('the timeline has one bar for every span of the last step of each strategy, as long as the span', () => {
  const expected = ['single', 'ddp', 'fsdp'].flatMap((strategy) => {
    const { ranks } = last(strategy)
    const spans = ranks.map((rank) => rank.spans.at(-1) ?? [])
    const begin = Math.min(...spans.flat().map(({ startMs }) => startMs))
    return spans.flatMap((list, rank) =>
      list
        .filter(({ kind }) => kind !== 'whole')
        .map(({ kind, what, unit, startMs, endMs }) => ({
          says: [
            `${strategy}, rank ${rank}:`,
            kind === 'wait' ? 'waiting for' : '',
            what,
            unit ?? '',
            (endMs - startMs).toFixed(3),
            'ms',
          ]
            .filter((word) => word !== '')
            .join(' '),
          from: startMs - begin,
          to: endMs - begin,
        })),
    )
  })
  const drawn = bars('One step')
  expect(drawn.map(({ says }) => says)).toEqual(expected.map(({ says }) => says))
  onOneScale(drawn.map(({ x }, i) => ({ x, value: expected[i]?.from ?? NaN })))
  onOneScale(drawn.map(({ x, width }, i) => ({ x: x + width, value: expected[i]?.to ?? NaN })))
  expect(new Set(drawn.map(({ y }) => y)).size).toBe(1 + 2 * RANKS)
  expect(drawn.some(({ says }) => says.includes('reduce h.2'))).toBe(true)
})

test('speeds are targets over time, and speed-ups are ratios within a round', () => {
  const speeds = (runs: readonly MeasuredRun[]): number[] =>
    runs.flatMap(({ ranks, records }) =>
      records.slice(1).map(({ targets }, i) => {
        const spans = ranks.flatMap((rank) => rank.spans[i + 1] ?? [])
        return (targets / (Math.max(...spans.map((s) => s.endMs)) - Math.min(...spans.map((s) => s.startMs)))) * 1000
      }),
    )
  const rows = [...section('In numbers').querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent),
  )
  const drawn = bars('Speed')
  for (const [i, strategy] of (['single', 'ddp', 'fsdp'] as const).entries()) {
    const own = (round?: number) =>
      measured.runs.filter((run) => run.strategy === strategy && (round === undefined || run.round === round))
    const single = (round: number) => measured.runs.filter((run) => run.strategy === 'single' && run.round === round)
    const speed = middle(speeds(own()))
    const ratios = [0, 1].map((round) => middle(speeds(own(round))) / middle(speeds(single(round))))
    expect(rows[i]?.slice(0, 4)).toEqual([
      strategy,
      strategy === 'single' ? '1' : '2',
      speed.toFixed(1),
      middle(ratios).toFixed(3),
    ])
    expect(drawn[i]?.says).toContain(`${speed.toFixed(3)} tokens/s`)
  }
  onOneScale([{ x: 0, value: 0 }, ...drawn.map(({ width, says }) => ({ x: width, value: Number(/: ([\d.]+)/.exec(says)?.[1]) }))])
  const ceilings = measured.apart.map(({ processes }) =>
    processes.reduce((sum, steps) => sum + middle(steps.slice(1).map(({ targets, stepMs }) => (1000 * targets) / stepMs)), 0),
  )
  expect(rows[3]?.[2]).toBe(middle(ceilings).toFixed(1))
})

test('losses are those of the records, and equal bits are said to be equal', async () => {
  const dots = [...section('Loss').querySelectorAll('svg [aria-label=dot] circle title')].map(({ textContent }) => textContent)
  expect(dots).toEqual(
    ['single', 'ddp', 'fsdp'].flatMap((strategy) =>
      last(strategy).records.map(({ step, loss }) => `${strategy}, step ${step}: ${loss}`),
    ),
  )
  expect(section('In numbers').textContent).toContain('left the same bits')
  const [first, ...others] = measured.runs
  const other = await comparisonPage({ ...measured, runs: [{ ...(first as MeasuredRun), parameters: 'f00d' }, ...others] })
  expect(other).toContain('did not leave the same bits')
})

test('memory is 4 bytes for each parameter, gradient and moment that the rank has, and its buffers', () => {
  const expected = ['single', 'ddp', 'fsdp'].flatMap((strategy) =>
    last(strategy).ranks.flatMap(({ stateBytes, wholeBytes, sumBytes }, rank) =>
      [stateBytes / 4, stateBytes / 4, stateBytes / 2, wholeBytes, sumBytes].map((bytes, i) => {
        const kind = ['parameters', 'gradients', 'moments', 'gathered wholes', 'sums over micro-batches'][i]
        return { says: `${strategy}, rank ${rank}, ${kind}: ${bytes} bytes`, bytes }
      }),
    ),
  )
  const drawn = bars('Memory')
  expect(drawn.map(({ says }) => says).toSorted()).toEqual(expected.map(({ says }) => says).toSorted())
  onOneScale(drawn.map(({ width, says }) => ({ x: width, value: expected.find((each) => each.says === says)?.bytes ?? NaN })))
  // 16 bytes a padded parameter, of which FSDP has half on each of two ranks.
  expect(last('ddp').ranks[0]?.stateBytes).toBe(16 * (4096 + 3 * 2048))
  expect(last('fsdp').ranks[0]?.stateBytes).toBe(8 * (4096 + 3 * 2048))
})

test('the processor points are those of the counters, where the system tells', () => {
  const dots = [...section('Processor').querySelectorAll('svg circle title')].map(({ textContent }) => textContent)
  const expected = ['single', 'ddp', 'fsdp'].flatMap((strategy) =>
    last(strategy).ranks.flatMap(({ usage }, rank) =>
      [1, 2].map((step) => {
        const spans = last(strategy).ranks.flatMap((each) => each.spans[step] ?? [])
        const wall = Math.max(...spans.map((s) => s.endMs)) - Math.min(...spans.map((s) => s.startMs))
        const share = (100 * ((usage[step + 1]?.cpuMs ?? NaN) - (usage[step]?.cpuMs ?? NaN))) / wall
        return `${strategy}, rank ${rank}, step ${step + 1}: ${share.toFixed(1)} %`
      }),
    ),
  )
  expect(dots).toEqual(expected)
})

test('the GPU is drawn where one was seen, look by look', async () => {
  const titles = [...root.querySelectorAll('h2')].map(({ textContent }) => textContent)
  expect(titles.includes('GPU')).toBe(measured.runs.some(({ gpu }) => gpu.length > 0))
  const gpu = [
    { percent: 12, memoryBytes: 3e9 },
    { percent: 97, memoryBytes: 5e9 },
  ]
  const seen = await comparisonPage({ ...measured, runs: measured.runs.map((run) => ({ ...run, gpu })) })
  const other = (parseHTML(seen) as unknown as { readonly document: Element }).document
  const dots = [...section('GPU', other).querySelectorAll('svg circle title')].map(({ textContent }) => textContent)
  expect(dots).toEqual(
    ['single', 'ddp', 'fsdp'].flatMap((strategy) => [
      `${strategy}: 12 %, 3000000000 bytes`,
      `${strategy}: 97 %, 5000000000 bytes`,
    ]),
  )
})

test('the shard map of FSDP has every element of every unit on exactly one rank, and that of DDP on each', () => {
  for (const [strategy, title] of [
    ['fsdp', 'What each rank keeps under FSDP'],
    ['ddp', 'What each rank keeps under DDP'],
  ] as const) {
    const pieces = bars(title).map(({ says }) => {
      const [, rank, kind, unit, from, to, padding] =
        /rank (\d+), (.+) of (\S+): elements (\d+) to (\d+), of which (\d+) are padding/.exec(says) ?? []
      return { rank: Number(rank), kind, unit, from: Number(from), to: Number(to), padding: Number(padding) }
    })
    for (const { name, size, padded } of measured.units) {
      for (const kind of ['parameters', 'gradients', 'moment 1', 'moment 2']) {
        // Each piece is drawn twice: all of it pale, and what is used of it.
        const own = pieces.filter((piece) => piece.unit === name && piece.kind === kind).slice(0, RANKS)
        expect(own.map(({ rank }) => rank)).toEqual([0, 1])
        const half = padded / 2
        expect(own.map(({ from, to }) => [from, to])).toEqual(
          strategy === 'fsdp'
            ? [
                [0, half],
                [half, padded],
              ]
            : [
                [0, padded],
                [0, padded],
              ],
        )
        const unused = own.reduce((sum, { padding }) => sum + padding, 0)
        expect(unused).toBe((strategy === 'fsdp' ? 1 : 2) * (padded - size))
      }
    }
  }
})

test('a block is gathered when its spans say so: once forward and once backward, the last block and the root once', () => {
  const spans = last('fsdp').ranks[0]?.spans.at(-1) ?? []
  const begin = Math.min(...spans.map(({ startMs }) => startMs))
  const whole = spans.filter(({ kind }) => kind === 'whole')
  const drawn = bars('When blocks are gathered')
  expect(drawn.map(({ says }) => says)).toEqual(
    whole.map(({ unit, startMs, endMs }) => `${unit}: ${(endMs - startMs).toFixed(3)} ms in whole`),
  )
  onOneScale(drawn.map(({ x }, i) => ({ x, value: (whole[i]?.startMs ?? NaN) - begin })))
  expect(whole.map(({ unit }) => unit)).toEqual(['h.0', 'h.1', 'h.2', 'h.1', 'h.0', 'root'])
})

test('bytes are those of the counters, and the formula is theirs but for a few numbers', () => {
  const drawn = bars('Bytes sent')
  const expected = ['single', 'ddp', 'fsdp'].flatMap((strategy) =>
    last(strategy).ranks.map(({ usage }, rank) => {
      const bytes = (usage.at(-1)?.bytesSent ?? NaN) - (usage.at(-2)?.bytesSent ?? NaN)
      return { says: `${strategy}, rank ${rank}: ${bytes} bytes`, bytes, strategy }
    }),
  )
  expect(drawn.map(({ says }) => says)).toEqual(expected.map(({ says }) => says))
  onOneScale(drawn.map(({ width }, i) => ({ x: width, value: expected[i]?.bytes ?? NaN })))
  // A count and four losses to the other rank; under FSDP the sums of squares of 20 chunks, too.
  const numbers = { single: 0, ddp: 8 * 5, fsdp: 8 * 25 } as const
  for (const { strategy, bytes } of expected) {
    const kind = strategy as keyof typeof numbers
    expect(bytes).toBe((measured.formulaBytes[kind] ?? NaN) + numbers[kind])
  }
})

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  return Number.isInteger(half) ? ((sorted[half - 1] ?? NaN) + (sorted[half] ?? NaN)) / 2 : (sorted[Math.floor(half)] ?? NaN)
}
